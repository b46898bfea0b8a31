import fc from "fast-check";
import { expect, it } from "vitest";
import { leaseCache, versionLease } from "../src/index.ts";

const LEASE = 800;

/** How one question travels: to which replica, how long there and back; lost: a time-out. */
interface Way {
  readonly there: number;
  readonly back: number;
  readonly replica: number;
  readonly isLost: boolean;
}
type Step =
  | { readonly after: number; readonly what: "change"; readonly lags: readonly number[] }
  | { readonly after: number; readonly what: "question"; readonly items: readonly number[] };

/** Items know their call, so that the model can tell what was asked from what was kept. */
interface Item {
  readonly id: number;
  readonly call: { readonly asked: Set<number> };
}

const quick = fc.integer({ min: 0, max: 20 });
const delay = fc.oneof({ weight: 5, arbitrary: quick }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 1500 }) });
const ways = fc.array(
  fc.record({
    there: delay,
    back: delay,
    replica: fc.nat(2),
    isLost: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
  }),
  { minLength: 40, maxLength: 80, size: "max" },
);
const after = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 150 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2000 }) },
);
const steps = (followMs: number): fc.Arbitrary<Step[]> => {
  const lag = fc.oneof(fc.constantFrom(0, followMs), fc.integer({ min: 0, max: followMs }));
  const lags = fc.array(lag, { minLength: 3, maxLength: 3 });
  const question = fc.record({
    after,
    what: fc.constant("question" as const),
    items: fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }),
  });
  const change = fc.record({ after, what: fc.constant("change" as const), lags });
  return fc.array(fc.oneof({ weight: 25, arbitrary: question }, { weight: 1, arbitrary: change }), {
    minLength: 60,
    maxLength: 200,
    size: "max",
  });
};

/** Runs a script against a register whose answer to everything is the number of its last change, with all times known. */
const play = async (script: readonly Step[], travel: readonly Way[], followMs: number) => {
  let now = 1;
  const due: { readonly at: number; readonly run: () => void }[] = [];
  const plan = (at: number, run: () => void): void => void due.push({ at, run });
  const commits: number[] = [];
  /** When each replica took over each change. */
  const applied: number[][] = [[], [], []];
  const stateOf = (replica: number): number => applied[replica]?.filter((at) => at <= now).length ?? 0;

  let next = 0;
  const send = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const { there, back, replica, isLost } = travel[next++ % travel.length] as Way;
      if (isLost) {
        plan(now + 3_000, () => {
          reject(new Error("time-out"));
        });
        return;
      }
      plan(now + there, () => {
        const state = stateOf(replica);
        plan(now + back, () => {
          resolve(state);
        });
      });
    });

  const cached = leaseCache<Item, number>({
    name: "model",
    lease: versionLease({
      name: "model",
      ask: async () => `v${await send()}`,
      leaseMs: LEASE,
      followMs,
      now: () => now,
    }),
    keyOf: ({ id }) => `${id}`,
    ask: async (items) => {
      for (const { id, call } of items) call.asked.add(id);
      const state = await send();
      return items.map(() => state);
    },
    max: 3,
  });

  const seen = { hits: 0, hitsAfterChange: 0, staleHits: 0, oldest: 0 };
  const wrong: string[] = [];
  const question = async (ids: readonly number[]): Promise<void> => {
    const sentAt = now;
    const call = { asked: new Set<number>() };
    try {
      const answers = await cached(ids.map((id) => ({ id, call })));
      if (answers.length !== ids.length) wrong.push("another number of answers");
      for (const [index, state] of answers.entries()) {
        const id = ids[index] as number;
        const endedAt = commits[state] ?? Infinity;
        const isHit = !call.asked.has(id);
        // What was asked is as fresh as without a cache; what was kept has the bound, at the moment it is given.
        if (endedAt < (isHit ? now - LEASE : sentAt) - followMs)
          wrong.push(`${isHit ? "kept" : "asked"}: ${now - endedAt} ms`);
        if (!isHit) continue;
        seen.hits += 1;
        if (state > 0) seen.hitsAfterChange += 1;
        if (endedAt >= now) continue;
        seen.staleHits += 1;
        seen.oldest = Math.max(seen.oldest, now - endedAt);
      }
    } catch {
      // A question that was lost fails as without a cache.
    }
  };
  const change = (lags: readonly number[]): void => {
    commits.push(now);
    for (const [replica, list] of applied.entries()) list.push(Math.max(list.at(-1) ?? 0, now + (lags[replica] ?? 0)));
  };

  let at = now;
  for (const step of script) {
    at += step.after;
    plan(at, () => {
      if (step.what === "change") change(step.lags);
      else void question(step.items);
    });
  }
  while (due.length > 0) {
    const first = due.reduce((least, one) => (one.at < least.at ? one : least));
    due.splice(due.indexOf(first), 1);
    now = first.at;
    first.run();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { seen, wrong };
};

it.each([
  { replicas: "one replica", followMs: 0 },
  { replicas: "replicas that follow within 600 ms", followMs: 600 },
])(
  "whatever changes, lags, is late or lost, no kept answer is older than the bound: $replicas",
  async ({ followMs }) => {
    const sum = {
      hits: 0,
      hitsAfterChange: 0,
      staleHits: 0,
      oldest: 0,
      failed: 0,
      runs: 0,
      runsWithHitsAfterChange: 0,
    };
    await fc.assert(
      fc.asyncProperty(steps(followMs), ways, async (script, travel) => {
        const { seen, wrong } = await play(script, travel, followMs);
        expect(wrong).toEqual([]);
        sum.runs += 1;
        sum.hits += seen.hits;
        sum.hitsAfterChange += seen.hitsAfterChange;
        sum.staleHits += seen.staleHits;
        sum.oldest = Math.max(sum.oldest, seen.oldest);
        if (seen.hitsAfterChange > 0) sum.runsWithHitsAfterChange += 1;
      }),
      { numRuns: 150, interruptAfterTimeLimit: 20_000 },
    );
    // It reached what it speaks of: hits after changes, and hits on what had changed, as old as some way to the bound.
    expect(sum.runsWithHitsAfterChange).toBeGreaterThan(sum.runs / 3);
    expect(sum.staleHits).toBeGreaterThan(sum.runs);
    expect(sum.oldest).toBeGreaterThan(0.6 * (LEASE + followMs));
  },
  30_000,
);
