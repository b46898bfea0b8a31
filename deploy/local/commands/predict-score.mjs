import { runProgram } from "./program.mjs";

/** `npm run predict:score`: the prediction against history it has not seen; needs no engines. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/predict-score/main.ts", args, process.env);
