import { runProgram } from "./program.mjs";

/** `npm run simulate:year`: a year of the district through the real decider; needs no engines. */
export const run = (/** @type {string[]} */ args) =>
  runProgram("services/dispatch/test/year-main.ts", args, process.env);
