import { LRUCache } from "lru-cache";
import { counter, metrics } from "../telemetry/index.ts";
import type { Standing, VersionLease } from "./version-lease.ts";

export interface LeaseCacheOptions<Item, Answer> {
  /** The call whose answers are kept, as metrics name it: `registry.resolve`. */
  readonly name: string;
  readonly lease: VersionLease;
  /** Items with the same key have the same answer. */
  readonly keyOf: (item: Item) => string;
  /** Asks the owner: one answer for each item, in their order. */
  readonly ask: (items: readonly Item[]) => Promise<readonly Answer[]>;
  /** Answers kept at most; those not asked for longest go first. */
  readonly max: number;
  /**
   * How long an answer is kept at most, whatever the lease says. Default: a minute. No bound rests on it: should a replica
   * ever break what the lease takes for granted, the error ends with this.
   */
  readonly keepMs?: number | undefined;
}

/** Undefined and null are answers too, which the library would not keep. */
interface Kept<Answer> {
  readonly answer: Answer;
}

/** A cache takes its room at once: it begins with little, and takes eight times as much where that is full. */
const FIRST_ROOM = 1_000;
const GROWTH = 8;

const hits = counter(metrics.cacheHits, "answers given from what was kept");
const misses = counter(metrics.cacheMisses, "answers asked from their owner");

/**
 * A call about many items that asks its owner only for those it does not know, under the lease's bound on staleness.
 * Answers are in the order of the items; failures are the call's own, and are not kept.
 *
 * While the lease does not stand, the call is as it is without a cache. What is known waits for the rest, and is given
 * only if the lease still stands then: otherwise all is asked, as it would have grown stale while it waited.
 */
export const leaseCache = <Item, Answer>({
  name,
  lease,
  keyOf,
  ask,
  max,
  keepMs = 60_000,
}: LeaseCacheOptions<Item, Answer>): ((items: readonly Item[]) => Promise<readonly Answer[]>) => {
  const labels = { call: name };
  // The time is that of the call: reading the clock for every item would cost more than finding it.
  let time = 0;
  let room = Math.min(max, FIRST_ROOM);
  const empty = () =>
    new LRUCache<string, Kept<Answer>>({ max: room, ttl: keepMs, ttlResolution: 0, perf: { now: () => time } });
  /** Made for the first answer that may be kept. */
  let kept: ReturnType<typeof empty> | undefined;
  let keptIn = 0;

  /** What is kept in this term. */
  const keptOf = ({ term, at }: Standing): LRUCache<string, Kept<Answer>> => {
    if (term !== keptIn) kept?.clear();
    keptIn = term;
    time = at;
    return (kept ??= empty());
  };

  const put = (key: string, answer: Answer, standing: Standing): void => {
    const full = keptOf(standing);
    if (full.size >= room && room < max && !full.has(key)) {
      room = Math.min(max, room * GROWTH);
      kept = empty();
      for (const known of [...full.rkeys()]) kept.set(known, full.peek(known), { ttl: full.getRemainingTTL(known) });
    }
    (kept ?? full).set(key, { answer });
  };

  const askAll = async (items: readonly Item[], standing: Standing): Promise<readonly Answer[]> => {
    misses.add(items.length, labels);
    const answers = await ask(items);
    const after = lease.look();
    if (standing.mayKeep && after.term === standing.term && answers.length === items.length) {
      for (const [index, item] of items.entries()) put(keyOf(item), answers[index] as Answer, after);
    }
    return answers;
  };

  return async (items) => {
    const standing = lease.look();
    if (!standing.mayUse) return askAll(items, standing);
    const known = keptOf(standing);
    const keys = items.map(keyOf);
    const found = keys.map((key) => known.get(key));
    const missing = new Map<string, Item>();
    let foundCount = items.length;
    for (const [index, item] of items.entries())
      if (found[index] === undefined) {
        missing.set(keys[index] as string, item);
        foundCount -= 1;
      }

    const asked = new Map<string, Answer>();
    if (missing.size > 0) {
      const rest = await askAll([...missing.values()], standing);
      const after = lease.look();
      if (foundCount > 0 && (!after.mayUse || after.term !== standing.term)) return askAll(items, after);
      for (const [index, key] of [...missing.keys()].entries()) asked.set(key, rest[index] as Answer);
    }
    if (foundCount > 0) hits.add(foundCount, labels);
    return keys.map((key, index) => {
      const one = found[index];
      return one === undefined ? (asked.get(key) as Answer) : one.answer;
    });
  };
};

/** The same for a call about one thing, its answers kept by its input. */
export const leasedCall = <Input, Answer>({
  ask,
  ...options
}: Omit<LeaseCacheOptions<Input, Answer>, "ask"> & {
  readonly ask: (input: Input) => Promise<Answer>;
}): ((input: Input) => Promise<Answer>) => {
  const answersOf = leaseCache<Input, Answer>({ ...options, ask: (inputs) => Promise.all(inputs.map(ask)) });
  return async (input) => (await answersOf([input]))[0] as Answer;
};
