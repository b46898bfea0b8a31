import { runProgram } from "./program.mjs";

/** `npm run packages [-- --out FOLDER]`: contracts and kit as tarballs; needs no engines. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/packages/main.ts", args, process.env);
