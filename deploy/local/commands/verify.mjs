import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runProgram } from "./program.mjs";

/** What a file says of itself, and who checks it. A snapshot is a text within JSON. */
const FORMATS = [
  // First: within it lies an audit export.
  ['"wangge.evidence.v1"', "verify-evidence.mjs"],
  ['"wangge.procedure-certificate.v1"', "verify-certificate.mjs"],
  ['"wangge.volunteer-certificate.v1"', "verify-volunteer.mjs"],
  ['\\"wangge.appraisal.v1\\"', "verify-appraisal.mjs"],
];

/** By what the first file is: an archive is an e-file, and JSON says of itself what it is. */
const programFor = (/** @type {string | undefined} */ file) => {
  if (file?.endsWith(".zip")) return "verify-e-file.mjs";
  try {
    const text = file === undefined ? "" : readFileSync(resolve(process.env.INIT_CWD ?? ".", file), "utf8");
    return FORMATS.find(([format = ""]) => text.includes(format))?.[1] ?? "verify-audit.mjs";
  } catch {
    // It says itself that it cannot read it.
    return "verify-audit.mjs";
  }
};

/** `npm run verify -- FILE…`: an exported audit trail, evidence, an e-file, a certificate or a published ranking; needs neither engines nor services. */
export const run = (/** @type {string[]} */ args) =>
  runProgram(`deploy/verify/${programFor(args.find((one) => !one.startsWith("--")))}`, args, process.env);
