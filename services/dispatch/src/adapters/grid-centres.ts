import { GridCentres } from "@wangge/contracts/calls";
import type { Call, Clock } from "@wangge/kit";
import type { Spot } from "../domain/index.ts";

const PAGE = 500;
/** Grids are redrawn some times a year; whoever is asked is a few hundred metres off at worst. */
const KEPT_MS = 6 * 3_600_000;

export interface Centres {
  /** Undefined while the registry has not been heard. */
  readonly of: (grid: string) => Spot | undefined;
  /** Asks again where what is known is old. @throws DomainError `unavailable` */
  readonly refresh: () => Promise<void>;
}

/** Where grids are, from the registry. Only distances want it: nothing waits for it. */
export const gridCentres = (call: Call, clock: Clock): Centres => {
  let known = new Map<string, Spot>();
  let readAt = -Infinity;
  return {
    of: (grid) => known.get(grid),
    refresh: async () => {
      if (clock.ms() - readAt < KEPT_MS) return;
      const found = new Map<string, Spot>();
      for (let after: string | undefined; ;) {
        const input = after === undefined ? { limit: PAGE } : { limit: PAGE, after };
        const { grids, next } = GridCentres.output.parse(await call(GridCentres.name, input));
        for (const { code, centre } of grids) found.set(code, centre);
        if (next === undefined) break;
        after = next;
      }
      known = found;
      readAt = clock.ms();
    },
  };
};
