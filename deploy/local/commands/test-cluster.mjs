import { whyNoCluster } from "../../k8s/cluster/cluster.mjs";
import { controlPlane, ingressController, podPrograms } from "../k8s-programs.mjs";
import { foreground } from "../proc.mjs";
import { root } from "../root.mjs";
import { log } from "./options.mjs";

/** `npm run test:cluster [-- vitest arguments]`: the platform on real nodes of its own, on this machine. */
export async function run(/** @type {string[]} */ args) {
  const why = whyNoCluster() ?? (await missingPrograms());
  if (why) {
    console.log(`skipped: there can be no cluster here (${why})`);
    return 0;
  }
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", ".config/vitest.cluster.config.ts", ...args];
  return foreground(process.execPath, vitest, { cwd: root });
}

async function missingPrograms() {
  for (const programs of [await controlPlane(log), await podPrograms(log), await ingressController(log)])
    if ("missing" in programs) return programs.missing;
  return undefined;
}
