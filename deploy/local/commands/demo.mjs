import { runProgram } from "./program.mjs";

/** `npm run demo [-- arguments]`: it starts a stack of its own. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/demo/main.ts", args, process.env);
