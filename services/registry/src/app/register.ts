import type { Point } from "@wangge/contracts";
import { DomainError } from "@wangge/kit";
import {
  gridIndex,
  hierarchyOf,
  levelOf,
  type Community,
  type District,
  type Grid,
  type Level,
  type Places,
  type Street,
} from "../domain/index.ts";

export interface Page<Place> {
  readonly places: readonly Place[];
  /** The code to go on after; undefined on the last page. */
  readonly next: string | undefined;
}

export interface PageOptions {
  readonly after?: string | undefined;
  readonly limit: number;
}

export interface Chain {
  readonly grid: Grid;
  readonly community: Community;
  readonly street: Street;
  readonly district: District;
}

/** The places in memory: every question is a look-up. */
export interface Register {
  readonly district: District;
  /** Boundaries, figures and grids are made up. */
  readonly synthetic: boolean;
  /** @throws DomainError `registry.place.unknown` */
  readonly street: (code: string) => Street;
  readonly community: (code: string) => Community;
  /** A grid and what it lies in. */
  readonly grid: (code: string) => Chain;
  readonly has: (grid: string) => boolean;
  readonly locate: (point: Point) => string | undefined;
  readonly childCount: (code: string) => number;
  readonly gridCount: (code: string) => number;
  /** By code. `within`: only those that lie in all of these. */
  readonly streets: (options: PageOptions) => Page<Street>;
  readonly communities: (within: readonly string[], options: PageOptions) => Page<Community>;
  readonly grids: (within: readonly string[], options: PageOptions) => Page<Grid>;
}

const byCode = <Place extends { readonly code: string }>(places: readonly Place[]): readonly Place[] =>
  places.toSorted((a, b) => (a.code < b.code ? -1 : 1));

const pageOf = <Place extends { readonly code: string }>(
  places: readonly Place[],
  within: readonly string[],
  { after = "", limit }: PageOptions,
): Page<Place> => {
  const found = places.filter(({ code }) => code > after && within.every((upper) => code.startsWith(upper)));
  const page = found.slice(0, limit);
  return { places: page, next: found.length > limit ? page.at(-1)?.code : undefined };
};

export const registerOf = (places: Places, synthetic: boolean): Register => {
  const hierarchy = hierarchyOf(places);
  const { locate } = gridIndex(places.grids);
  const streets = byCode(places.streets);
  const communities = byCode(places.communities);
  const grids = byCode(places.grids);

  const find = <Place>(level: Level, code: string): Place => {
    const found = levelOf(code) === level ? hierarchy.find(code) : undefined;
    if (found === undefined)
      throw new DomainError("missing", "registry.place.unknown", "The register has no such place", { level, code });
    return found as Place;
  };

  return {
    district: places.district,
    synthetic,
    street: (code) => find<Street>("street", code),
    community: (code) => find<Community>("community", code),
    grid: (code) => {
      const grid = find<Grid>("grid", code);
      const [community, street, district] = hierarchy.placesAbove(code) as [Community, Street, District];
      return { grid, community, street, district };
    },
    has: (grid) => grid.length === 15 && hierarchy.find(grid) !== undefined,
    locate,
    childCount: (code) => hierarchy.childrenOf(code).length,
    gridCount: (code) => hierarchy.gridsUnder(code).length,
    streets: (options) => pageOf(streets, [], options),
    communities: (within, options) => pageOf(communities, within, options),
    grids: (within, options) => pageOf(grids, within, options),
  };
};
