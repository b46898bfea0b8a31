import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { boundToParent } from "../death.mjs";
import { root } from "../root.mjs";
import { refuseRest } from "./options.mjs";
import { onStop } from "../signals.mjs";

/** @typedef {{ name: string, needs: string, args: string[] }} Step */

const bin = (/** @type {string} */ file) => join("node_modules/.bin", file);

/** The slowest first: two run at a time. @type {Step[]} */
const steps = [
  {
    name: "lint",
    needs: ".config/eslint.config.js",
    args: [bin("eslint"), "-c", ".config/eslint.config.js", "."],
  },
  {
    name: "types",
    needs: ".config/tsconfig.json",
    args: [bin("tsc"), "-p", ".config/tsconfig.json", "--noEmit"],
  },
  {
    name: "types of the pages",
    needs: "services/console/tsconfig.json",
    args: [bin("tsc"), "-p", "services/console/tsconfig.json", "--noEmit"],
  },
  {
    name: "types of k6 scripts",
    needs: ".config/tsconfig.load.json",
    args: [bin("tsc"), "-p", ".config/tsconfig.load.json"],
  },
  {
    name: "unit tests",
    needs: ".config/vitest.config.ts",
    args: [bin("vitest"), "run", "--config", ".config/vitest.config.ts", "--project", "unit"],
  },
  {
    name: "format",
    needs: ".config/prettier.json",
    args: [
      bin("prettier"),
      "--config",
      ".config/prettier.json",
      "--ignore-path",
      ".config/prettierignore",
      "--check",
      ".",
    ],
  },
  {
    name: "dependency rules",
    needs: ".config/dependency-cruiser.cjs",
    args: [bin("depcruise"), "--config", ".config/dependency-cruiser.cjs", "services", "shared", "deploy", "loadtest"],
  },
  {
    name: "kubernetes",
    needs: "deploy/k8s/check.ts",
    args: ["deploy/k8s/check.ts"],
  },
  {
    name: "contracts",
    needs: "shared/contracts/generate/main.ts",
    args: ["shared/contracts/generate/main.ts", "--check"],
  },
  {
    name: "dashboards",
    needs: "deploy/dashboards/main.ts",
    args: ["deploy/dashboards/main.ts", "--check"],
  },
  {
    name: "who may ask what",
    needs: "deploy/security/main.ts",
    args: ["deploy/security/main.ts", "--check"],
  },
  {
    name: "licences",
    needs: "deploy/security/inspect.ts",
    args: ["deploy/security/inspect.ts", "licences"],
  },
  {
    name: "secrets",
    needs: "deploy/security/inspect.ts",
    args: ["deploy/security/inspect.ts", "secrets"],
  },
];

/**
 * `npm run check`: what can be known without engines. Ends at the first failure, whose output it shows. `--without-tests`: for whoever
 * has just run all tests.
 */
export async function run(/** @type {string[]} */ args) {
  const withoutTests = args.includes("--without-tests");
  refuseRest(args.filter((arg) => arg !== "--without-tests"));
  const startedAt = Date.now();
  const over = new AbortController();
  onStop(() => over.abort());
  const waiting = steps.filter(({ name }) => !(withoutTests && name === "unit tests"));
  /** @type {string | undefined} */
  let failed;
  const work = async () => {
    for (let step = waiting.shift(); step && !over.signal.aborted; step = waiting.shift()) {
      const { ok, output, seconds } = await perform(step, over.signal);
      if (over.signal.aborted) return;
      console.log(`${ok ? "✓" : "✗"} ${step.name} ${seconds} s`);
      if (ok) continue;
      failed = step.name;
      console.log(output.trimEnd());
      over.abort();
    }
  };
  await Promise.all([work(), work()]);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  if (over.signal.aborted) {
    console.log(failed ? `check failed: ${failed} (${seconds} s)` : "check was stopped");
    return failed ? 1 : 130;
  }
  console.log(`check passed (${seconds} s)`);
  return 0;
}

/** @returns {Promise<{ ok: boolean, output: string, seconds: string }>} */
async function perform(/** @type {Step} */ { needs, args }, /** @type {AbortSignal} */ signal) {
  if (!existsSync(join(root, needs))) return { ok: false, output: `${needs} is missing`, seconds: "0.0" };
  const startedAt = Date.now();
  const bound = boundToParent(process.execPath, args, "TERM");
  return new Promise((resolve) => {
    const child = spawn(bound.command, bound.args, {
      cwd: root,
      signal,
      env: { ...process.env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }) },
      stdio: bound.ipc ? ["ignore", "pipe", "pipe", "ipc"] : ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout?.on("data", (data) => (output += data));
    child.stderr?.on("data", (data) => (output += data));
    child.on("error", (error) => (output += error.message));
    child.on("close", (code) =>
      resolve({ ok: code === 0, output, seconds: ((Date.now() - startedAt) / 1000).toFixed(1) }),
    );
  });
}
