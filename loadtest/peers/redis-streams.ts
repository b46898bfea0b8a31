/** Redis streams by hand, as quick as we know to write it: every step takes up to 500 jobs in one round trip and one sync. */
import { Redis } from "ioredis";
import type { PeerServer } from "../../deploy/local/peers.mjs";
import type { Contestant, Durability, Job } from "./contestant.ts";
import { createShareOut } from "./jobs.ts";
import { lanes } from "./lanes.ts";
import { assign, ASSIGNED, audit, complete, exec } from "./redis-book.ts";

const REPORTS = "reports";
const GROUP = "workers";
const TAKEN = 500;

type Entries = readonly (readonly [string, readonly string[]])[];

export const redisStreams = (
  server: () => Promise<PeerServer | { readonly missing: string }>,
  durability: Durability = "strict",
): Contestant => ({
  name: durability === "strict" ? "redis-streams" : "redis-streams-relaxed",
  durability,
  mode: "batch",
  open: async (closed) => {
    const place = await server();
    if ("missing" in place) return place;
    const connect = (): Redis => new Redis(place.url);
    const [feed, dispatch, field] = [connect(), connect(), connect()];
    await feed.select(1); // the other peer on this server has its own
    await dispatch.select(1);
    await field.select(1);
    await feed.flushdb();
    for (const stream of [REPORTS, ASSIGNED]) await feed.xgroup("CREATE", stream, GROUP, "0", "MKSTREAM");
    const shares = createShareOut();
    const take = async (redis: Redis, stream: string): Promise<Entries> => {
      const answer = await redis.xreadgroup("GROUP", GROUP, "one", "COUNT", TAKEN, "STREAMS", stream, ">");
      return (answer as [[string, Entries]] | null)?.[0][1] ?? [];
    };
    const dispatching = lanes(1, async () => {
      const entries = await take(dispatch, REPORTS);
      if (entries.length === 0) return 0;
      const pipe = dispatch.multi();
      for (const [, [, id = "", , grid = "", , body = ""]] of entries)
        assign(pipe, { id, grid, body }, shares.take(grid));
      pipe.xack(REPORTS, GROUP, ...entries.map(([id]) => id));
      await exec(pipe);
      working.wake();
      return entries.length;
    });
    const working = lanes(1, async () => {
      const entries = await take(field, ASSIGNED);
      if (entries.length === 0) return 0;
      const pipe = field.multi();
      for (const [, [, id = "", , grid = "", , worker = ""]] of entries) complete(pipe, { id, grid }, worker);
      pipe.xack(ASSIGNED, GROUP, ...entries.map(([id]) => id));
      await exec(pipe);
      for (const [, [, id = "", , , , worker = ""]] of entries) {
        shares.release(worker);
        closed(id);
      }
      return entries.length;
    });
    const stopping = [dispatching, working];
    return {
      accept: async (jobs: readonly Job[]) => {
        for (const lane of stopping) lane.check();
        const pipe = feed.pipeline();
        for (const { id, grid, body } of jobs) pipe.xadd(REPORTS, "*", "id", id, "grid", grid, "body", body);
        await exec(pipe);
        dispatching.wake();
      },
      audit: () => audit(feed),
      serverPids: () => place.pids(),
      close: async () => {
        await Promise.all(stopping.map((lane) => lane.stop()));
        for (const redis of [feed, dispatch, field]) redis.disconnect();
      },
    };
  },
});
