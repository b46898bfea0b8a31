import { runProgram } from "./program.mjs";

/** `npm run -s k8s:secrets -- --overlay DIR --vault FILE`: the Secrets that an overlay refers to, for `kubectl apply -f -`. */
export const run = (/** @type {string[]} */ args) => runProgram("deploy/k8s/make-secrets.ts", args, process.env);
