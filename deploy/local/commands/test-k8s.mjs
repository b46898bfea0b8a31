import { controlPlane, ingressController } from "../k8s-programs.mjs";
import { foreground } from "../proc.mjs";
import { root } from "../root.mjs";
import { log } from "./options.mjs";

/** `npm run test:k8s [-- vitest arguments]`: the manifests on a real control plane with nodes that kwok plays. */
export async function run(/** @type {string[]} */ args) {
  const programs = await controlPlane(log);
  if ("missing" in programs) {
    console.log(`skipped: a control plane cannot be had here (${programs.missing})`);
    return 0;
  }
  const controller = await ingressController(log);
  if ("missing" in controller) console.log(`left out: the way in, by what carries it out (${controller.missing})`);
  const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config", ".config/vitest.k8s.config.ts", ...args];
  return foreground(process.execPath, vitest, { cwd: root });
}
