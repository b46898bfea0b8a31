import { runProgram } from "./program.mjs";

/** `npm run bench:window [-- arguments]`: the whole platform on fresh engines, removed afterwards. */
export const run = (/** @type {string[]} */ args) => runProgram("loadtest/bench/window.ts", args, process.env);
