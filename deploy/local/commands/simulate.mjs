import { runProgram } from "./program.mjs";

/** `npm run simulate`: histories of the district in one process each, seeded, with faults; needs no engines. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/simulation/main.ts", args, process.env);
