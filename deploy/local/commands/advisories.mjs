import { runProgram } from "./program.mjs";

/** `npm run advisories -- PATH`: package-lock.json against records of OSV; needs no engines and no network. */
export const run = (/** @type {string[]} */ args) =>
  runProgram("deploy/security/advisories-main.ts", args, process.env);
