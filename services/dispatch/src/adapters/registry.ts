import {
  CurrentVersion,
  GridShapes,
  registerLease,
  ResolvePlaces,
  type GridShape,
  type Place,
} from "@wangge/contracts/calls";
import { leaseCache, versionLease, type Call } from "@wangge/kit";

/** All grids of a district, and some. */
const SHAPES_KEPT = 2_000;
const AT_ONCE = 200;
const HOUR_MS = 3_600_000;

/** What field work asks of the registry. */
export interface Ground {
  /** The ground of each grid; undefined for a code that is none. @throws DomainError `unavailable` */
  readonly shapesOf: (grids: readonly string[]) => Promise<readonly (GridShape | undefined)[]>;
  /** The grid of each place; undefined outside the district. @throws DomainError `unavailable` */
  readonly gridsOf: (places: readonly Place[]) => Promise<readonly (string | undefined)[]>;
}

export const registryGround = (call: Call): Ground => {
  const shapes = leaseCache({
    name: GridShapes.name,
    lease: versionLease({
      ...registerLease,
      ask: async () => CurrentVersion.output.parse(await call(CurrentVersion.name, {})).version,
    }),
    keyOf: (grid: string) => grid,
    ask: async (grids) => GridShapes.output.parse(await call(GridShapes.name, { grids })).shapes,
    max: SHAPES_KEPT,
    keepMs: HOUR_MS,
  });
  return {
    shapesOf: async (grids) => {
      const found: (GridShape | undefined)[] = [];
      for (let from = 0; from < grids.length; from += AT_ONCE)
        found.push(...(await shapes(grids.slice(from, from + AT_ONCE))).map((shape) => shape ?? undefined));
      return found;
    },
    gridsOf: async (places) =>
      ResolvePlaces.output
        .parse(await call(ResolvePlaces.name, { places: [...places] }))
        .grids.map((grid) => grid ?? undefined),
  };
};
