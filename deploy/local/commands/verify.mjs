import { runProgram } from "./program.mjs";

/** `npm run verify -- export.json [--anchors anchors.json]`: needs neither engines nor services. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/verify/verify-audit.mjs", args, process.env);
