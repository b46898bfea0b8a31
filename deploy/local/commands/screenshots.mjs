import { runProgram } from "./program.mjs";

/** `npm run screenshots`: the pictures of the console's README, from a platform of its own. */
export const run = (/** @type {string[]} */ args) =>
  runProgram("services/console/test/screenshots.ts", args, process.env);
