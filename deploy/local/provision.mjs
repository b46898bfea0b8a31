/** The provisioning step (`deploy/provision/main.ts`): who may do what on NATS, and which streams and consumers there are. */
import { capture, lastLine, UserError } from "./proc.mjs";

/** Everybody who has a NATS user of the local stack; each gets a random password in `secrets.json`. */
const principals = [
  ...["admin", "doctor", "demo", "replay"],
  ...["registry", "intake", "dispatch", "enforcement", "social", "appraisal", "gateway"],
];

/**
 * Passwords of a data folder, one per principal; those that are missing are made.
 * @param {import("./data-dir.mjs").DataDir} folder
 * @param {readonly string[]} [more]
 */
export const secretsOf = (folder, more = []) => folder.secrets([...new Set([...principals, ...more])]);

/**
 * The NATS users with their permissions, as configuration text.
 * @param {{ node: string, root: string, secretsFile: string }} where
 */
export const natsAuth = ({ node, root, secretsFile }) =>
  provision(node, root, ["nats-conf", "--secrets", secretsFile], process.env);

/**
 * Creates or updates streams and consumers.
 * @param {{ node: string, root: string, secretsFile: string, env: Readonly<Record<string, string>> }} where
 */
export async function applyStreams({ node, root, secretsFile, env }) {
  await provision(node, root, ["apply", "--secrets", secretsFile], { ...process.env, ...env });
}

async function provision(
  /** @type {string} */ node,
  /** @type {string} */ root,
  /** @type {string[]} */ args,
  /** @type {NodeJS.ProcessEnv} */ env,
) {
  const done = await capture(node, ["deploy/provision/main.ts", ...args], { cwd: root, env });
  if (done.code === 0) return done.out;
  throw new UserError(`provisioning (${args[0]}) failed: ${lastLine(done.err)}\n${(done.err || done.out).trim()}`);
}
