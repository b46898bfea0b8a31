import { runProgram } from "./program.mjs";

/** `npm run bench:curve [-- arguments]`: on fresh engines, removed afterwards. */
export const run = (/** @type {string[]} */ args) => runProgram("loadtest/curve.ts", args, process.env);
