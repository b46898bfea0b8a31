import { runProgram } from "./program.mjs";

/** `npm run tls:check -- https://NAME`: what the world sees of a platform's TLS; needs no engines. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/tls/main.ts", args, process.env);
