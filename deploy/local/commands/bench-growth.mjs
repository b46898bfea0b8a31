import { runProgram } from "./program.mjs";

/** `npm run bench:growth [-- arguments]`: from a district to the country, each size on engines of its own, removed afterwards. */
export const run = (/** @type {string[]} */ args) => runProgram("loadtest/growth/main.ts", args, process.env);
