import { encodeTime, TIME_LEN, TIME_MAX } from "ulid";
import type { DeciderStore, Where } from "./port.ts";

/** The first id that can be made at an instant, in ms since 1970: ids are ULIDs and sort by when they were made. */
export const firstIdAt = (ms: number): string => encodeTime(Math.max(0, Math.min(TIME_MAX, ms)), TIME_LEN);

/** So many are looked at together, as near as it can be guessed. */
const AT_ONCE = 5_000;
const FIRST_MS = 3_600_000;
const [MOST_LONGER, MOST_SHORTER] = [4, 1 / 16];

const longerBy = (found: number): number => Math.max(MOST_SHORTER, Math.min(MOST_LONGER, AT_ONCE / found));

/**
 * 分段. Looks at a whole collection by stretches of time, from now back. `look` is told which ids (a condition on `_id`) and says how many
 * it found; by that the next stretch is longer or shorter. Every id is in one stretch, also one that is no time.
 */
export const overStretches = async (look: (ids: Where) => Promise<number>): Promise<void> => {
  let [top, lengthMs] = [Date.now(), FIRST_MS];
  let before: string | undefined;
  for (;;) {
    top -= lengthMs;
    const from = top > 0 ? firstIdAt(top) : undefined;
    const found = await look({
      _id: { ...(from === undefined ? {} : { gte: from }), ...(before === undefined ? {} : { lt: before }) },
    });
    if (from === undefined) return;
    before = from;
    lengthMs = Math.ceil(lengthMs * longerBy(found));
  }
};

/**
 * `countBy` of what may be millions, some thousands at a time: for a store that holds all that fits in memory before it counts it. What is
 * made meanwhile is counted or not.
 */
export const countByStretches = async (
  store: Pick<DeciderStore<unknown, never, never>, "countBy">,
  path: string,
  where: Where,
): Promise<ReadonlyMap<string, number>> => {
  const counts = new Map<string, number>();
  await overStretches(async (ids) => {
    // The ids first: a store that goes by one field only goes by them.
    const some = await store.countBy(path, { ...ids, ...where });
    for (const [value, count] of some) counts.set(value, (counts.get(value) ?? 0) + count);
    return [...some.values()].reduce((all, count) => all + count, 0);
  });
  return counts;
};
