import { lookAt } from "../data-dir.mjs";
import { takeData } from "./options.mjs";
import { runProgram } from "./program.mjs";

/** `npm run registry:import -- --dir <folder>`: a district from files, through the API of the running stack or of `--url`. */
export function run(/** @type {string[]} */ args) {
  const { dataDir, rest } = takeData(args);
  const { holder, state } = lookAt(dataDir);
  const url = holder ? state.url : undefined;
  return runProgram("deploy/registry-import/main.ts", rest, { ...process.env, ...(url ? { WANGGE_URL: url } : {}) });
}
