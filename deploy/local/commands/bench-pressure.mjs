import { runProgram } from "./program.mjs";

/** `npm run bench:pressure [-- arguments]`: the whole platform on fresh engines, removed afterwards. */
export const run = (/** @type {string[]} */ args) => runProgram("loadtest/bench/pressure.ts", args, process.env);
