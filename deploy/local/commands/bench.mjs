import { runProgram } from "./program.mjs";
import { withScratchEngines } from "./scratch.mjs";

/** `npm run bench [-- arguments]`: on fresh engines, removed afterwards. */
export const run = (/** @type {string[]} */ args) =>
  withScratchEngines("bench", (env) => runProgram("loadtest/bench/main.ts", args, env));
