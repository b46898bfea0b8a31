import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStack, type Stack } from "../../../deploy/local/stack.mjs";
import { senderTo, type Exchange, type Sender } from "./sender.ts";

export interface Platform {
  readonly stack: Stack;
  readonly grids: readonly string[];
  readonly sender: Sender;
  /** A report that needs no second look, of some grid of these. */
  readonly report: (grids: readonly string[]) => Promise<Exchange>;
  /** Of all services and engines. */
  readonly pids: () => readonly number[];
  readonly stop: () => Promise<void>;
}

interface Page {
  readonly grids: readonly { readonly code: string }[];
  readonly next?: string;
}

const tokenOf = async (url: string): Promise<string> => {
  const issued = await fetch(`${url}/dev/issuer/token`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ sub: "bench", roles: ["gridWorker", "clerk"] }),
  });
  return ((await issued.json()) as { readonly access_token: string }).access_token;
};

const gridsBy = async ({ ask }: Sender): Promise<readonly string[]> => {
  const codes: string[] = [];
  for (let after: string | undefined = ""; after !== undefined;) {
    const page: Page = JSON.parse(
      (await ask("GET", `/api/v1/grids?limit=200${after && `&after=${after}`}`)).text,
    ) as Page;
    codes.push(...page.grids.map(({ code }) => code));
    after = page.next;
  }
  return codes;
};

/** The whole platform with durable settings, on data that goes afterwards. Nobody is limited by his own rate. */
export const startPlatform = async (): Promise<Platform> => {
  const dataDir = mkdtempSync(join(tmpdir(), "wangge-pressure-"));
  const stack = await startStack({
    dataDir,
    environment: {},
    env: { LOG_LEVEL: "error", RATE_PER_SECOND: "1000000", PATROLS: "none" },
    log: () => undefined,
  });
  const stop = async (): Promise<void> => {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    await stack.waitReady({ timeoutMs: 120_000 });
    const sender = senderTo(stack.url, await tokenOf(stack.url));
    let number = 0;
    return {
      stack,
      sender,
      grids: await gridsBy(sender),
      report: (grids) => {
        number += 1;
        const grid = grids[(number * 13) % grids.length];
        const body = JSON.stringify({ category: "event-0201", channel: "patrol", grid, description: "bench" });
        return sender.ask("POST", "/api/v1/reports", body, `pressure-${String(number)}`);
      },
      pids: () => [...stack.services.values(), ...stack.engines.values()].flatMap(({ pid }) => pid ?? []),
      stop: async () => {
        sender.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
};
