import { runProgram } from "./program.mjs";

/** `npm run fuzz -- --start`, or `--url` of a platform whose data may be filled. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/fuzz/main.ts", args, process.env);
