import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { runProgram } from "./program.mjs";

const CERTIFICATE = '"wangge.procedure-certificate.v1"';
/** In a text within JSON. */
const APPRAISAL = '\\"wangge.appraisal.v1\\"';

/** By what the first file is: an archive is an e-file, and JSON says of itself what it is. */
const programFor = (/** @type {string | undefined} */ file) => {
  if (file?.endsWith(".zip")) return "verify-e-file.mjs";
  try {
    const text = file === undefined ? "" : readFileSync(resolve(process.env.INIT_CWD ?? ".", file), "utf8");
    if (text.includes(APPRAISAL)) return "verify-appraisal.mjs";
    return text.includes(CERTIFICATE) ? "verify-certificate.mjs" : "verify-audit.mjs";
  } catch {
    // It says itself that it cannot read it.
    return "verify-audit.mjs";
  }
};

/** `npm run verify -- FILE…`: an exported audit trail, an e-file, a procedure certificate or a published ranking; needs neither engines nor services. */
export const run = (/** @type {string[]} */ args) =>
  runProgram(`deploy/verify/${programFor(args.find((one) => !one.startsWith("--")))}`, args, process.env);
