/** The clocks of services jump, forward and back, each by itself; some services die while theirs is wrong. */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Random } from "../../demo/data.ts";
import type { Stack } from "../../local/stack.mjs";
import { between, pick, type Campaign, type Fault } from "../campaign.ts";

const preload = fileURLToPath(new URL("../clock-jump.mjs", import.meta.url));

/** Within the bound that the relay allows between the store's clock and the bus's; sometimes far beyond it. */
const NEAR_MS = 45_000;
const FAR_MS = 15 * 60_000;
/** What was saved by a clock that was less than a minute ahead is swept when that minute has come. */
const SWEPT_MS = 75_000;

const clockFaults =
  (stack: Stack, put: (service: string, ms: number) => void) =>
  (random: Random): Fault => {
    const service = pick(random, [...stack.services.keys()]);
    const chance = random();
    const most = random() < 0.7 ? NEAR_MS : FAR_MS;
    const ms = Math.round(between(random, -most, most));
    if (chance < 0.2) return { kind: `kill ${service}`, run: () => Promise.resolve(stack.kill(service, "SIGKILL")) };
    return {
      kind: `jump ${ms < 0 ? "back" : "forward"} ${service}`,
      run: () => {
        put(service, ms);
        return Promise.resolve(true);
      },
    };
  };

export const clock: Campaign = {
  name: "clock",
  prepare: ({ dir }) => {
    const folder = join(dir, "clocks");
    mkdirSync(folder, { recursive: true });
    const fileOf = (service: string): string => join(folder, service);
    const put = (service: string, ms: number): void => {
      writeFileSync(`${fileOf(service)}.new`, String(ms));
      renameSync(`${fileOf(service)}.new`, fileOf(service));
    };
    let healedAt = 0;
    return Promise.resolve({
      platform: {
        apart: (service) => {
          put(service, 0);
          const env = { NODE_OPTIONS: `--import=${preload}`, CLOCK_JUMP_FILE: fileOf(service) };
          return Promise.resolve({ env });
        },
      },
      begin: (stack) =>
        Promise.resolve({
          draw: clockFaults(stack, put),
          width: 1,
          restMs: 1_500,
          heal: () => {
            for (const service of stack.services.keys()) put(service, 0);
            healedAt = performance.now();
            return Promise.resolve();
          },
          settle: () => sleep(Math.max(0, healedAt + SWEPT_MS - performance.now())),
        }),
    });
  },
};
