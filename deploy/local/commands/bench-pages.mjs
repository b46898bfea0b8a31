import { runProgram } from "./program.mjs";

/** `npm run bench:pages [-- storm list points drops]`: the figures of the console, in a browser, from a platform of its own. */
export const run = (/** @type {string[]} */ args) =>
  runProgram("services/console/test/figures/main.ts", args, process.env);
