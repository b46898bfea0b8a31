import { join } from "node:path";
import { lookAt } from "../data-dir.mjs";
import { UserError } from "../proc.mjs";
import { credentialsOf, placesOf } from "../provision.mjs";
import { takeData } from "./options.mjs";
import { runProgram } from "./program.mjs";

/**
 * `npm run provision -- plan | apply | rotate NAME | revoke NAME [--data dir]`: changes who may do what on the stack that runs,
 * without stopping anything. With `--keys` or `NATS_URL` it works on another server, and everything comes from the arguments.
 */
export async function run(/** @type {string[]} */ args) {
  const { dataDir, rest } = takeData(args);
  const file = "deploy/provision/main.ts";
  const isElsewhere =
    process.env.NATS_URL || rest.some((arg) => ["--keys", "--conf"].includes(arg.split("=")[0] ?? ""));
  if (isElsewhere || rest[0] === "grants") return runProgram(file, rest, process.env);
  const { holder, state } = lookAt(dataDir);
  const server = state.children.nats;
  if (!holder || !state.addresses || !server) throw new UserError(`nothing runs on ${dataDir}: npm start first`);
  const secretsFile = join(dataDir, "secrets.json");
  return runProgram(file, [...rest, ...placesOf(dataDir), "--secrets", secretsFile, "--pid", `${server.pid}`], {
    ...process.env,
    ...state.addresses,
    ...credentialsOf(dataDir, "admin"),
  });
}
