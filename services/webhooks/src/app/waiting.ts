import type { Deliveries } from "./stores.ts";

/** How many deliveries wait for each endpoint: counted now and then, and reckoned in between. */
export interface Waiting {
  readonly of: (endpoint: string) => number;
  readonly add: (endpoint: string, count: number) => void;
  readonly count: () => Promise<void>;
  readonly all: () => ReadonlyMap<string, number>;
}

export const createWaiting = (deliveries: Pick<Deliveries, "countBy">): Waiting => {
  let counts = new Map<string, number>();
  return {
    of: (endpoint) => counts.get(endpoint) ?? 0,
    add: (endpoint, count) => {
      counts.set(endpoint, (counts.get(endpoint) ?? 0) + count);
    },
    count: async () => {
      counts = new Map(await deliveries.countBy("state.endpoint", { "state.wakeAt": { gt: "" } }));
    },
    all: () => counts,
  };
};
