import { runProgram } from "./program.mjs";

/** `npm run bench:gateway [-- arguments]`: the whole platform on fresh engines, removed afterwards. */
export const run = (/** @type {string[]} */ args) => runProgram("loadtest/bench/gateway.ts", args, process.env);
