import { messageOf, countByStretches, type Clock, type DeciderStore, type Log, type Where } from "@wangge/kit";

/** What nothing follows any more: these grow for ever, the others do not. */
const FINISHED: readonly string[] = ["closed", "rejected", "merged", "voided"];
export const isFinished = (status: string): boolean => FINISHED.includes(status);
/** Counting what is finished has at most this share of the time… */
const SHARE = 0.02;
/** …where it is worth speaking of: below that it is counted at every question. */
const WORTH_KEEPING_MS = 50;
/** Of no more than these all are counted together. */
const FEW = 5_000;

export interface Totals {
  readonly counts: ReadonlyMap<string, number>;
  /** When the finished ones were counted. */
  readonly finishedAt: string;
}

interface Counted extends Totals {
  readonly startedAt: number;
  readonly tookMs: number;
}

interface Needed {
  readonly cases: Pick<DeciderStore<unknown, never, never>, "countBy">;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
}

const sum = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((all, one) => all + one, 0);

/** 总数. How many cases are in each status: the open ones as they are, the finished ones, of which there may be millions, as last counted. */
export const createTotals = ({
  cases,
  clock,
  log,
}: Needed): ((where: Where, statuses: readonly string[]) => Promise<Totals>) => {
  const kept = new Map<string, Counted>();
  const few = new Set<string>();
  const counting = new Map<string, Promise<Counted>>();

  const count = (key: string, where: Where): Promise<Counted> => {
    const underWay = counting.get(key);
    if (underWay !== undefined) return underWay;
    const startedAt = performance.now();
    const finishedAt = clock.now();
    const asked = { ...where, "state.status": { in: FINISHED } };
    const isTogether = few.has(key);
    const made = (isTogether ? cases.countBy("state.status", asked) : countByStretches(cases, "state.status", asked))
      .then((counts) => {
        const isFew = sum(counts) <= FEW;
        if (isFew) few.add(key);
        else few.delete(key);
        const counted = { counts, finishedAt, startedAt, tookMs: performance.now() - startedAt };
        // How long the stretches of a few took says nothing of the next time.
        if (counted.tookMs >= WORTH_KEEPING_MS && isFew === isTogether) kept.set(key, counted);
        else kept.delete(key);
        return counted;
      })
      .finally(() => counting.delete(key));
    counting.set(key, made);
    return made;
  };

  const finished = async (where: Where): Promise<Totals> => {
    const key = JSON.stringify(where);
    const known = kept.get(key);
    if (known === undefined) return count(key, where);
    if (performance.now() - known.startedAt > known.tookMs / SHARE)
      count(key, where).catch((error: unknown) => {
        log.debug({ error: messageOf(error) }, "finished cases could not be counted");
      });
    return known;
  };

  return async (where, statuses) => {
    const open = statuses.filter((status) => !isFinished(status));
    const [now, { counts, finishedAt }] = await Promise.all([
      cases.countBy("state.status", { ...where, "state.status": { in: open } }),
      finished(where),
    ]);
    return { counts: new Map([...counts, ...now]), finishedAt };
  };
};
