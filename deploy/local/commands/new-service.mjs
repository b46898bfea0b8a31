import { runProgram } from "./program.mjs";

/** `npm run new:service -- <name>`: a new service of the template in this clone. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/new-service/main.ts", args, process.env);
