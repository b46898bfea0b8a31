import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { foreground } from "../proc.mjs";
import { root } from "../root.mjs";
import { withScratchEngines } from "./scratch.mjs";

/** `npm test [-- vitest arguments]`: every test, on fresh engines; unit tests alone need none. */
export async function run(/** @type {string[]} */ args) {
  const scratch = mkdtempSync(join(tmpdir(), "wangge-test-"));
  const results = join(scratch, "results.json");
  const vitest = (/** @type {NodeJS.ProcessEnv} */ env) => {
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${results}`];
    const command = [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--config",
      ".config/vitest.config.ts",
      ...reporters,
      ...args,
    ];
    return foreground(process.execPath, command, { env, cwd: root });
  };
  try {
    const code = isUnitOnly(args) ? await vitest(process.env) : await withScratchEngines("test", vitest);
    const { passed, failed } = count(results, code);
    console.log(`${passed} passed, ${failed} failed`);
    return code;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function isUnitOnly(/** @type {string[]} */ args) {
  const projects = args.flatMap((arg, at) =>
    arg === "--project" ? [args[at + 1]] : arg.startsWith("--project=") ? [arg.slice(10)] : [],
  );
  return projects.length > 0 && projects.every((project) => project === "unit");
}

/** A file that cannot even be loaded counts as one failed test, and so does a run without a result. */
function count(/** @type {string} */ file, /** @type {number} */ code) {
  try {
    const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(file, "utf8"));
    const isFailed = (/** @type {{ status: string }} */ { status }) => status === "failed";
    const unloaded = testResults.filter(
      (/** @type {any} */ one) => isFailed(one) && !one.assertionResults.some(isFailed),
    );
    const failed = numFailedTests + unloaded.length;
    return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
  } catch {
    return { passed: 0, failed: code === 0 ? 0 : 1 };
  }
}
