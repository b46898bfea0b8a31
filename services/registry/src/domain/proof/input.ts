import { SCALE, toGeoJsonRing, type Position, type Ring, type Vertex } from "../geometry.ts";
import type { Polygon } from "../tiling/index.ts";

/** What is to be proved: that these grids cover this district, and that each address is in the grid the register says. */
export interface CoverageInput {
  /** Code of the district. */
  readonly district: string;
  /** The day the register is asked about. */
  readonly asOf: string;
  readonly registerVersion: number;
  readonly outline: readonly Polygon[];
  readonly grids: readonly { readonly code: string; readonly ring: Ring; readonly holes?: readonly Ring[] }[];
  readonly addresses: readonly { readonly id: string; readonly at: Vertex; readonly grid: string }[];
  /** Households of each grid, by its code, as far as they are known. */
  readonly households: Readonly<Record<string, number>>;
}

/**
 * The same as data that may be handed on, and that digests are made of: GeoJSON in degrees with at most seven decimals,
 * which are the register's whole steps exactly; sorted, so that the order of a query does not show. No personal data:
 * of an address its opaque id, its place and its grid.
 */
export interface CoverageData {
  readonly outline: {
    readonly type: "MultiPolygon";
    readonly coordinates: readonly (readonly (readonly Position[])[])[];
  };
  readonly grids: {
    readonly type: "FeatureCollection";
    readonly features: readonly {
      readonly type: "Feature";
      readonly properties: { readonly code: string; readonly households: number | null };
      readonly geometry: { readonly type: "Polygon"; readonly coordinates: readonly (readonly Position[])[] };
    }[];
  };
  readonly addresses: readonly { readonly id: string; readonly position: Position; readonly grid: string }[];
}

const byName =
  <T>(nameOf: (item: T) => string) =>
  (a: T, b: T): number =>
    nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0;

export const coverageData = ({ outline, grids, addresses, households }: CoverageInput): CoverageData => ({
  outline: {
    type: "MultiPolygon",
    coordinates: outline.map(({ outer, holes }) => [outer, ...holes].map(toGeoJsonRing)),
  },
  grids: {
    type: "FeatureCollection",
    features: [...grids].sort(byName(({ code }) => code)).map(({ code, ring, holes = [] }) => ({
      type: "Feature",
      properties: { code, households: households[code] ?? null },
      geometry: { type: "Polygon", coordinates: [ring, ...holes].map(toGeoJsonRing) },
    })),
  },
  addresses: [...addresses]
    .sort(byName(({ id }) => id))
    .map(({ id, at, grid }) => ({ id, position: [at.x / SCALE, at.y / SCALE], grid })),
});
