/** Every service and every engine is killed in the middle of its work, stands still for a while, or forgets (Redis). */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { EngineName } from "../../local/engines.mjs";
import type { Stack } from "../../local/stack.mjs";
import type { Random } from "../../demo/data.ts";
import { between, pick, type Campaign, type Fault } from "../campaign.ts";

const ENGINES: readonly EngineName[] = ["nats", "mongo", "redis"];

/** Beyond a heartbeat, and within what its neighbours wait for it. */
const LONGEST_PAUSE_MS = 8_000;

const flushRedis = async (port: number): Promise<boolean> => {
  const socket = connect({ port, host: "127.0.0.1" });
  try {
    socket.write("FLUSHALL\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    return answer.toString().startsWith("+OK");
  } catch {
    return false; // it was away itself
  } finally {
    socket.destroy();
  }
};

export const killFaults = (stack: Stack): ((random: Random) => Fault) => {
  const victims = [...stack.services.keys(), ...ENGINES];
  const redis = stack.engines.get("redis");
  return (random) => {
    const chance = random();
    const victim = pick(random, victims);
    const pauseMs = between(random, 200, LONGEST_PAUSE_MS);
    if (chance < 0.05 && redis !== undefined) return { kind: "flush redis", run: () => flushRedis(redis.port) };
    if (chance < 0.15)
      return {
        kind: `pause ${victim}`,
        run: async () => {
          const isPaused = stack.kill(victim, "SIGSTOP");
          await sleep(pauseMs);
          stack.kill(victim, "SIGCONT");
          return isPaused;
        },
      };
    return { kind: `kill ${victim}`, run: () => Promise.resolve(stack.kill(victim, "SIGKILL")) };
  };
};

/** One kill at a time, and nothing that would have to be put right after it. */
export const killing = (stack: Stack) => ({
  draw: killFaults(stack),
  width: 1,
  restMs: 2_000,
  heal: () => Promise.resolve(),
});

export const kills: Campaign = {
  name: "kills",
  prepare: () => Promise.resolve({ begin: (stack) => Promise.resolve(killing(stack)) }),
};
