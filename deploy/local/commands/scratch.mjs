import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { lookAt } from "../data-dir.mjs";
import { startEngines } from "../engines.mjs";
import { root } from "../root.mjs";
import { log } from "./options.mjs";
import { onStop } from "../signals.mjs";

/** As many as test files may ever run side by side. */
const TEST_ACCOUNTS = 8;

const folders = join(root, ".wangge");

/**
 * Runs `use` with fresh engines whose NATS users (`admin`, and `t1` to `t8` for tests) may do everything in their accounts; their data is removed afterwards.
 * @param {string} purpose
 * @param {(env: NodeJS.ProcessEnv) => Promise<number>} use
 */
export async function withScratchEngines(purpose, use) {
  sweep(purpose);
  const dataDir = join(folders, `${purpose}-${process.pid}`);
  const password = randomBytes(24).toString("base64url");
  const natsAuth = accounts(["admin", ...Array.from({ length: TEST_ACCOUNTS }, (_, at) => `t${at + 1}`)], password);
  let isOver = false;
  const end = () => process.exit(130); // the engines end with us, the next run removes the data
  onStop(() => (isOver = true), end); // what is run ends at the first wish; then the engines are stopped
  try {
    const engines = await startEngines({ dataDir, natsAuth, log });
    const isOurs = engines.engines.has("nats");
    try {
      if (isOver) return 130;
      return await use({
        ...process.env,
        ...engines.env,
        ...(isOurs ? { NATS_USER: "admin", NATS_PASSWORD: password } : {}),
      });
    } finally {
      await engines.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Each user alone in an account with a JetStream of its own, so that test files side by side do not meet. */
const accounts = (/** @type {string[]} */ users, /** @type {string} */ password) =>
  `accounts {\n${users
    .map(
      (user) => `  ${user.toUpperCase()} { jetstream: enabled, users: [ { user: ${user}, password: "${password}" } ] }`,
    )
    .join("\n")}\n}`;

/** Removes what a run that was killed has left; the next start on the same folder would end its engines. */
function sweep(/** @type {string} */ purpose) {
  if (!existsSync(folders)) return;
  for (const name of readdirSync(folders)) {
    const dir = join(folders, name);
    if (name.startsWith(`${purpose}-`) && !lookAt(dir).holder) rmSync(dir, { recursive: true, force: true });
  }
}
