/** `npm run dashboards [-- --check]`: makes the Grafana dashboard from the names of the metrics, or says that it is not up to date. */
import { readFileSync, writeFileSync } from "node:fs";
import { dashboardOf } from "./grafana.ts";
import { rows } from "./panels.ts";

const file = new URL("../../k8s/components/telemetry/dashboards/wangge.json", import.meta.url);
const made = `${JSON.stringify(dashboardOf(rows), undefined, 2)}\n`;

if (!process.argv.includes("--check")) writeFileSync(file, made);
else if (readFileSync(file, "utf8") !== made) {
  process.stderr.write("the dashboard is not what its panels say: npm run dashboards\n");
  process.exitCode = 1;
}
