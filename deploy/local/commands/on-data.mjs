import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { lookAt, openDataDir } from "../data-dir.mjs";
import { startEngines } from "../engines.mjs";
import { UserError } from "../proc.mjs";
import { credentialsOf, natsAuth, secretsOf } from "../provision.mjs";
import { root } from "../root.mjs";
import { log, takeData } from "./options.mjs";
import { runProgram } from "./program.mjs";
import { onStop } from "../signals.mjs";

/**
 * Runs a program against the stack that runs on the data, or else against engines started on it for the while.
 * @param {string[]} args
 * @param {string} principal whose NATS user it gets
 * @param {string} file
 * @param {{ fresh?: boolean, atRest?: boolean }} [how] `fresh`: where there is no data yet, its folder is made; `atRest`: nothing may run on it
 */
export async function withData(args, principal, file, { fresh = false, atRest = false } = {}) {
  const { dataDir, rest } = takeData(args);
  const { holder, state } = lookAt(dataDir);
  const secretsFile = join(dataDir, "secrets.json");
  if (!fresh && !existsSync(secretsFile))
    throw new UserError(`there is no data in ${dataDir} yet: npm start makes some`);
  onStop(
    () => {},
    () => process.exit(130),
  );

  const connect = (/** @type {Record<string, string>} */ addresses) => {
    const secrets = JSON.parse(readFileSync(secretsFile, "utf8"));
    const own = { NATS_USER: principal, NATS_PASSWORD: secrets[principal], ...credentialsOf(dataDir, principal) };
    const credentials = process.env.NATS_URL ? {} : own;
    return runProgram(file, rest, { ...process.env, ...addresses, ...credentials, SECRETS_FILE: secretsFile });
  };
  if (holder && atRest) throw new UserError(`process ${holder.pid} runs on ${dataDir}; end it with: npm run stop`);
  if (holder) {
    if (!state.addresses)
      throw new UserError(`process ${holder.pid} is just starting on ${dataDir}: try again in a moment`);
    return connect(state.addresses);
  }
  const folder = await openDataDir(dataDir);
  try {
    const where = { node: process.execPath, root, secretsFile: secretsOf(folder).file };
    const auth = process.env.NATS_URL ? "" : await natsAuth(where);
    const engines = await startEngines({ dataDir: /** @type {any} */ (folder), natsAuth: auth, log });
    try {
      return await connect({ ...engines.env });
    } finally {
      await engines.stop();
    }
  } finally {
    folder.close();
  }
}
