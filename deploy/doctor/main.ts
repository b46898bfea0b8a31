/**
 * `npm run doctor`: does everything that is stored and everything that was said fit together? Exit 1 where it does not. Where each service has a store of its
 * own, `MONGO_URLS_FILE` names a file of their addresses by service (JSON).
 */
import { parseArgs } from "node:util";
import { manifests } from "../provision/principals.ts";
import { allAggregates } from "./aggregates-of-all.ts";
import { examine } from "./examine.ts";
import { whereOf } from "./where.ts";

const { values } = parseArgs({
  options: { wait: { type: "string", default: "30" }, json: { type: "boolean", default: false } },
});
const findings = await examine({
  ...whereOf(process.env),
  manifests,
  aggregates: allAggregates,
  waitMs: Number(values.wait) * 1000,
});
const { problems, aggregates, facts } = findings;

if (values.json) process.stdout.write(`${JSON.stringify(findings)}\n`);
else {
  const SHOWN = 50;
  for (const { check, subject, detail } of problems.slice(0, SHOWN))
    process.stdout.write(`${check}: ${subject}: ${detail}\n`);
  if (problems.length > SHOWN) process.stdout.write(`… and ${String(problems.length - SHOWN)} more\n`);
  process.stdout.write(`${String(aggregates)} aggregates and ${String(facts)} events looked at\n`);
  process.stdout.write(`doctor: ${String(problems.length)} problems\n`);
}
process.exitCode = problems.length === 0 ? 0 : 1;
