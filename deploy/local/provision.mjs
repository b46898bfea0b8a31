/** The provisioning step (`deploy/provision/main.ts`): who may do what on NATS, and which streams and consumers there are. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { capture, lastLine, UserError } from "./proc.mjs";
import { root } from "./root.mjs";
import { servicesIn } from "./services.mjs";

/** Who has a NATS user of the local stack beside the services. */
const others = ["admin", "doctor", "demo", "replay", "examples"];

/**
 * Passwords of a data folder, one for everybody who has a user; those that are missing are made.
 * @param {import("./data-dir.mjs").DataDir} folder
 * @param {readonly string[]} [more]
 */
export const secretsOf = (folder, more = []) => folder.secrets([...new Set([...others, ...servicesIn(root), ...more])]);

/** Where the files of a data folder are that provisioning writes. */
export const placesOf = (/** @type {string} */ dataDir) => [
  ...["--conf", join(dataDir, "nats", "auth.conf")],
  ...["--creds", credentialsDir(dataDir)],
];

const credentialsDir = (/** @type {string} */ dataDir) => join(dataDir, "creds");

/**
 * What a program on the bus is told of itself: its user, and the file in which provisioning keeps its credentials.
 * @param {string} dataDir
 * @param {string} principal
 * @returns {Record<string, string>}
 */
export function credentialsOf(dataDir, principal) {
  const file = join(credentialsDir(dataDir), `${principal}.json`);
  if (!existsSync(file)) return {};
  const { user, password } = JSON.parse(readFileSync(file, "utf8"));
  return { NATS_USER: user, NATS_PASSWORD: password, NATS_CREDS: file };
}

/** The file of the grants of calls, where provisioning has written one. */
export function grantsOf(/** @type {string} */ dataDir) {
  const file = join(credentialsDir(dataDir), "grants.json");
  return existsSync(file) ? { GRANTS_FILE: file } : {};
}

/**
 * The NATS users with their permissions, as configuration text.
 * @param {{ node: string, root: string, secretsFile: string }} where
 */
export const natsAuth = ({ node, root, secretsFile }) =>
  provision(node, root, ["nats-conf", "--secrets", secretsFile], process.env);

/**
 * Creates or updates streams and consumers, and on a server of our own (`natsPid`) its users and their credentials.
 * @param {{ node: string, root: string, secretsFile: string, natsPid?: number | undefined, env: Readonly<Record<string, string>>, replicas?: number }} where
 */
export async function applyStreams({ node, root, secretsFile, natsPid, env, replicas = 1 }) {
  const own = natsPid === undefined ? [] : [...placesOf(dirname(secretsFile)), "--pid", `${natsPid}`];
  await provision(node, root, ["apply", "--secrets", secretsFile, "--replicas", `${replicas}`, ...own], {
    ...process.env,
    ...env,
  });
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
