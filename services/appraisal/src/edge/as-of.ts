import type { Clock } from "@wangge/kit";

/** The instant that is asked of; now, where none is given: what was said at this very instant counts too. */
export const asOfOr = (asOf: string | undefined, clock: Clock): string =>
  asOf === undefined ? new Date(Date.parse(clock.now()) + 1).toISOString() : new Date(asOf).toISOString();
