import { runProgram } from "./program.mjs";

/** `npm run chaos [-- campaign …]`: platforms of their own, on data that goes afterwards. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/chaos/main.ts", args, process.env);
