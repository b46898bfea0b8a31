import type { Needed, Slice } from "../slice.ts";

export const createGrants = (_parts: Needed): Promise<Slice> =>
  Promise.resolve({
    actions: {},
    subscriptions: [],
    start: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  });

/** For the doctor, which recomputes and decides nothing. */
export const grantAggregates = [];
