import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClockPiece } from "@wangge/kit";
import { startStack, type Stack } from "../local/stack.mjs";
import { freePort } from "../local/wire.mjs";
import { createClient, type Account, type Answer, type Client } from "../demo/client.ts";

export interface TestStack {
  readonly stack: Stack;
  readonly client: Client;
  readonly as: (account: Account) => Promise<string>;
  /** With the stores of the engines, the logs and the keys; gone after `stop`. */
  readonly dataDir: string;
  readonly stop: () => Promise<void>;
}

/** The whole platform with engines of its own, in a folder that goes afterwards. */
export const startTestStack = async (env: Readonly<Record<string, string>> = {}): Promise<TestStack> => {
  const dataDir = mkdtempSync(join(tmpdir(), "wangge-stack-"));
  const stack = await startStack({
    dataDir,
    environment: {},
    port: await freePort(),
    env: { LOG_LEVEL: "warn", RATE_PER_SECOND: "100000", ...env },
    log: () => undefined,
  });
  await stack.waitReady({ timeoutMs: 120_000 });
  const client = createClient(stack.url);
  return {
    stack,
    client,
    as: client.token,
    dataDir,
    stop: async () => {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** What an answer holds. @throws Error where it is no success */
export const bodyOf = async (answer: Promise<Answer>): Promise<Answer["body"]> => {
  const { status, body } = await answer;
  if (status !== 200 && status !== 201) throw new Error(`${String(status)} ${JSON.stringify(body)}`);
  return body;
};

/** Asks the API as an account, where only a success is of use. */
export const asking = (platform: () => TestStack) => ({
  get: async (path: string, account: Account): Promise<Answer["body"]> =>
    bodyOf(platform().client.get(`/api/v1${path}`, await platform().as(account))),
  post: async (path: string, body: object, account: Account): Promise<Answer["body"]> =>
    bodyOf(platform().client.post(`/api/v1${path}`, body, { token: await platform().as(account) })),
});

/** Asks until there is something. */
export const until = async <T>(ask: () => Promise<T | undefined>, what: string, withinMs = 20_000): Promise<T> => {
  for (const end = Date.now() + withinMs; ;) {
    const found = await ask();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`did not come: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

export interface TestClock {
  /** `CLOCK_FILE` of every service. */
  readonly file: string;
  /** Puts every service's clock to this instant; it runs on from there. */
  readonly set: (at: string) => void;
  readonly remove: () => void;
}

export const testClock = (begin: string): TestClock => {
  const folder = mkdtempSync(join(tmpdir(), "wangge-clock-"));
  const file = join(folder, "clock.json");
  const set = (at: string): void => {
    const piece: ClockPiece = { real: Date.now(), simulated: Date.parse(at), speed: 1 };
    writeFileSync(join(folder, "clock.new"), JSON.stringify(piece));
    renameSync(join(folder, "clock.new"), file);
  };
  set(begin);
  return {
    file,
    set,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
