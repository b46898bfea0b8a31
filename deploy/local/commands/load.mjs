import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack } from "../stack.mjs";
import { log } from "./options.mjs";
import { throughApi } from "./through-api.mjs";
import { onStop } from "../signals.mjs";

const program = throughApi("loadtest/runner/main.ts");

/** `npm run load -- <scenario>`: against the running stack or a `--url`; `--start` starts one on data that goes afterwards. */
export const run = (/** @type {string[]} */ args) =>
  args.includes("--start") ? onOwnStack(args.filter((arg) => arg !== "--start")) : program(args);

/** One account does here what many people do: no limit to it. A district does not plan all its patrols anew on any day. */
const ENV = { LOG_LEVEL: "error", RATE_PER_SECOND: "1000000", MAX_IN_FLIGHT: "100000", PATROLS: "none" };

async function onOwnStack(/** @type {string[]} */ args) {
  const dataDir = mkdtempSync(join(tmpdir(), "wangge-load-"));
  let isOver = false;
  const forget = onStop(
    () => (isOver = true), // the load ends at the first wish; then the stack is stopped
    () => process.exit(130),
  );
  try {
    const stack = await startStack({ dataDir, env: ENV, environment: {}, log });
    try {
      await stack.waitReady({ timeoutMs: 180_000 });
      return isOver ? 130 : await program([...args, "--url", stack.url]);
    } finally {
      log("stopping");
      await stack.stop();
    }
  } finally {
    forget();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
