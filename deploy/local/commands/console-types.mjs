import { runProgram } from "./program.mjs";

/** `npm run console:types`: the API types and the forms of the pages, of what the services' own code says. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/console-types/main.ts", args, process.env);
