import { join } from "node:path";
import { startStack, type Stack, type StackOptions } from "../local/stack.mjs";
import { freePort } from "../local/wire.mjs";

/** Nobody is limited by his own rate, and a district does not plan all its patrols anew. */
const ENV = {
  LOG_LEVEL: "warn",
  RATE_PER_SECOND: "1000000",
  MAX_IN_FLIGHT: "100000",
  PATROLS: "none",
} as const;

const READY_MS = 240_000;

/** Where the platform of a campaign has its data. */
export const platformDir = (dir: string): string => join(dir, "platform");

/** The platform of a campaign, or what it left behind, started again. */
export const startPlatform = async (dir: string, options: Partial<StackOptions> = {}): Promise<Stack> => {
  const stack = await startStack({
    dataDir: platformDir(dir),
    environment: {},
    port: await freePort(),
    log: () => undefined,
    ...options,
    env: { ...ENV, ...options.env },
  });
  try {
    await stack.waitReady({ timeoutMs: READY_MS });
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
};
