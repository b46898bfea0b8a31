import type { Parts } from "@wangge/kit";
import { z } from "zod";
import type { Seen, Spot } from "../domain/index.ts";

/** Kept to some ten metres: enough to choose by. */
const STEPS = 10_000;
const KEY = "dispatch:position:";
/** Workers by when something was last said of them: what a replica has not heard yet is the end of it. */
const NEWS = "dispatch:positions";
const AT_ONCE = 500;
/** Clocks of replicas differ: what was said so shortly before the last look is looked at again. */
const OVERLAP_MS = 60_000;

const Stored = z.object({ point: z.object({ lng: z.number(), lat: z.number() }), at: z.number() });

/**
 * 位置. Where workers said they were, until it is too old to count. In Redis and in memory, nowhere else: it is nobody's record. When
 * Redis is away, each replica knows what it was told itself; when it is emptied, nobody is known to be anywhere.
 */
export interface Positions {
  readonly isEmpty: () => boolean;
  readonly seenOf: (worker: string) => Seen | undefined;
  /** @returns false where a newer one is known, or this one is too old to count */
  readonly put: (worker: string, point: Spot, at: number) => Promise<boolean>;
  readonly forget: (worker: string) => Promise<void>;
  /** Looks at what other replicas were told since the last look, however many workers there are. */
  readonly refresh: () => Promise<void>;
}

export interface PositionOptions extends Pick<Parts<unknown>, "redis" | "clock" | "log"> {
  /** How old one may get, in seconds. */
  readonly freshSeconds: () => number;
}

const rounded = (degrees: number): number => Math.round(degrees * STEPS) / STEPS;

const parsed = (text: string | null | undefined): Seen | undefined => {
  if (text === null || text === undefined) return undefined;
  try {
    return Stored.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
};

export const createPositions = ({ redis, clock, log, freshSeconds }: PositionOptions): Positions => {
  const known = new Map<string, Seen>();
  if (redis === undefined) log.warn({}, "no Redis: each replica knows only the positions that it was told itself");
  let isAway = false;

  /** Says once that Redis is away, and once that it is back. While a process starts it is neither. */
  const asked = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    if (redis?.status === "connecting" || redis?.status === "connect") return undefined;
    try {
      const answer = await work();
      if (isAway) log.info({}, "positions: Redis is back");
      isAway = false;
      return answer;
    } catch {
      if (!isAway) log.warn({}, "positions: Redis is away, each replica knows only what it was told itself");
      isAway = true;
      return undefined;
    }
  };

  const leftMs = (at: number): number => at + freshSeconds() * 1000 - clock.ms();

  let lookedAt = 0;

  /** Of these, what Redis says now. @returns false where Redis is away */
  const look = async (some: readonly string[]): Promise<boolean> => {
    const before = some.map((worker) => known.get(worker));
    const found = await asked(() => redis!.mget(some.map((worker) => KEY + worker)));
    if (found === undefined) return false;
    some.forEach((worker, index) => {
      if (known.get(worker) !== before[index]) return; // told just now
      const seen = parsed(found[index]);
      if (seen === undefined) known.delete(worker);
      else known.set(worker, seen);
    });
    return true;
  };

  return {
    isEmpty: () => known.size === 0,
    seenOf: (worker) => known.get(worker),
    put: async (worker, point, at) => {
      const left = leftMs(at);
      const shared = redis === undefined ? undefined : await asked(() => redis.get(KEY + worker));
      const newest = Math.max(known.get(worker)?.at ?? 0, parsed(shared)?.at ?? 0);
      if (left <= 0 || at < newest) return false;
      const seen = { point: { lng: rounded(point.lng), lat: rounded(point.lat) }, at };
      known.set(worker, seen);
      if (redis !== undefined)
        await asked(() =>
          redis
            .multi()
            .set(KEY + worker, JSON.stringify(seen), "PX", left)
            .zadd(NEWS, clock.ms(), worker)
            .exec(),
        );
      return true;
    },
    forget: async (worker) => {
      known.delete(worker);
      if (redis === undefined) return;
      await asked(() =>
        redis
          .multi()
          .del(KEY + worker)
          .zadd(NEWS, clock.ms(), worker)
          .exec(),
      );
    },
    refresh: async () => {
      for (const [worker, { at }] of known) if (leftMs(at) <= 0) known.delete(worker);
      if (redis === undefined) return;
      const now = clock.ms();
      const heard = await asked(async () => {
        await redis.zremrangebyscore(NEWS, "-inf", now - freshSeconds() * 1000 - OVERLAP_MS);
        // Redis was emptied, or was away when one of these was said.
        if (known.size > (await redis.zcard(NEWS))) return [...known.keys()];
        return redis.zrangebyscore(NEWS, lookedAt - OVERLAP_MS, "+inf");
      });
      if (heard === undefined) return;
      for (let start = 0; start < heard.length; start += AT_ONCE)
        if (!(await look(heard.slice(start, start + AT_ONCE)))) return;
      lookedAt = now;
    },
  };
};
