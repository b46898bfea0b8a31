export interface LimiterOptions<Class extends string> {
  /** The part of the limit that each class finds free whatever the others do. Together less than 1. */
  readonly reserved: Readonly<Record<Class, number>>;
  /** How long half of the requests may take under full load. */
  readonly targetMs: number;
  readonly least: number;
  readonly most: number;
  /** Milliseconds that only rise. */
  readonly now?: () => number;
}

export interface Limiter<Class extends string> {
  readonly hasRoom: (by: Class) => boolean;
  /** Counts one in. @returns false, and counts nothing, where there is no room */
  readonly enter: (by: Class) => boolean;
  /** Counts it out. `tookMs` is left out where its time says nothing of how busy the platform is. */
  readonly leave: (by: Class, tookMs?: number) => void;
  readonly limit: () => number;
  readonly inHand: (by: Class) => number;
}

/** Where it begins, times the least: it is found out within seconds. */
const FIRST = 8;
/** Fewer say nothing of the others. */
const LEAST_SAMPLES = 16;
const SAMPLES = 1_024;
/** The most that one look changes the limit by: half of what is in hand began under another limit. */
const [SHRINK, GROW] = [0.75, 1.25];
/** How near the load has to have come to a limit that is raised, or lowered: a far one had no part in how it went. */
const [NEAR_TO_RAISE, NEAR_TO_LOWER] = [0.9, 0.5];

const medianOf = (numbers: readonly number[]): number =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? 0;

/**
 * How much may be in hand at once, found out while it runs. By Little's law what is in hand is throughput times duration: where
 * half of the requests take twice the target, half as many in hand get just as much done. So the limit follows target / median,
 * a step each two targets of time, and only while the load comes near it.
 *
 * A class always finds its reserve free, so none starves the others; what is not reserved is for whoever comes first. A reserve
 * that nobody uses costs nothing: the limit is raised until what may be used keeps the platform busy.
 */
export const limiter = <Class extends string>(options: LimiterOptions<Class>): Limiter<Class> => {
  const { reserved, targetMs, least, most, now = () => performance.now() } = options;
  const classes = Object.keys(reserved) as Class[];
  const inHand = Object.fromEntries(classes.map((one) => [one, 0])) as Record<Class, number>;
  let limit = Math.min(most, FIRST * least);
  let total = 0;
  let peak = 0;
  let refused = 0;
  let began = now();
  let samples: number[] = [];

  const reserveOf = (by: Class): number => Math.max(1, Math.floor(limit * reserved[by]));

  const hasRoom = (by: Class): boolean => {
    if (total >= limit) return false;
    if (inHand[by] < reserveOf(by)) return true;
    const kept = classes.reduce((sum, one) => (one === by ? sum : sum + Math.max(0, reserveOf(one) - inHand[one])), 0);
    return total + kept < limit;
  };

  const adapt = (): void => {
    const step = Math.min(GROW, Math.max(SHRINK, targetMs / Math.max(1, medianOf(samples))));
    if (refused > 0 || peak >= limit * (step > 1 ? NEAR_TO_RAISE : NEAR_TO_LOWER))
      limit = Math.min(most, Math.max(least, step > 1 ? Math.ceil(limit * step) : Math.floor(limit * step)));
    samples = [];
    refused = 0;
    peak = total;
    began = now();
  };

  return {
    hasRoom: (by) => {
      const isFree = hasRoom(by);
      if (!isFree) refused += 1;
      return isFree;
    },
    enter: (by) => {
      if (!hasRoom(by)) {
        refused += 1;
        return false;
      }
      inHand[by] += 1;
      total += 1;
      peak = Math.max(peak, total);
      return true;
    },
    leave: (by, tookMs) => {
      inHand[by] -= 1;
      total -= 1;
      if (tookMs === undefined) return;
      if (samples.length < SAMPLES) samples.push(tookMs);
      if (samples.length >= LEAST_SAMPLES && now() - began >= 2 * targetMs) adapt();
    },
    limit: () => limit,
    inHand: (by) => inHand[by],
  };
};
