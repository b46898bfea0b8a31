import { runProgram } from "./program.mjs";

/** `npm run calendar:year -- notice.json`: the working days of the next year; needs no engines. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/calendar-year/main.ts", args, process.env);
