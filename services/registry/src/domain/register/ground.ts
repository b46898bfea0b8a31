/** 无盲区、无缝隙. What is wrong with the ground: to the step where neighbours share their vertices, else to the metre. */
import { coverageProblems } from "../coverage.ts";
import type { Ring, Vertex } from "../geometry.ts";
import { tilingReport, type Noise } from "../tiling/index.ts";
import type { Id } from "./records.ts";

/** Below this width a gap or an overlap is drawing noise. */
export const TOLERANCE_M = 1;

export interface GroundFlaw {
  /** `polygon`: a ring that is none, or crosses itself. */
  readonly kind: "overlap" | "gap" | "outside" | "polygon";
  /** The cells concerned; `outline` for the outline itself. */
  readonly cells: readonly Id[];
  readonly message: string;
  readonly areaM2?: number | undefined;
  /** Where it is widest. */
  readonly widthM?: number | undefined;
  readonly at?: Vertex | undefined;
}

export interface GroundReport {
  /** Every point of the district is in exactly one grid. */
  readonly isExact: boolean;
  readonly flaws: readonly GroundFlaw[];
  /** What is narrower than the tolerance, and is let through. */
  readonly noise: { readonly overlaps: Noise; readonly gaps: Noise; readonly outside: Noise };
}

export interface GroundInput {
  readonly outline: Ring;
  readonly cells: readonly { readonly id: Id; readonly ring: Ring }[];
  readonly toleranceM?: number;
}

const NOTHING: Noise = { count: 0, areaM2: 0 };

/** First the proof, without a tolerance; where it fails, what is wider than the tolerance is a flaw. */
export const groundReport = ({ outline, cells, toleranceM = TOLERANCE_M }: GroundInput): GroundReport => {
  const exact = coverageProblems(
    outline,
    cells.map(({ id, ring }) => ({ code: id, ring })),
  );
  if (exact.length === 0)
    return { isExact: true, flaws: [], noise: { overlaps: NOTHING, gaps: NOTHING, outside: NOTHING } };
  const { invalid, overlaps, gaps, outside, noise } = tilingReport({
    outline: [{ outer: outline, holes: [] }],
    cells: cells.map(({ id, ring }) => ({ code: id, polygons: [{ outer: ring, holes: [] }] })),
    toleranceM,
  });
  const of = (kind: GroundFlaw["kind"], message: string, list: typeof overlaps): GroundFlaw[] =>
    list.map(({ codes, areaM2, widthM, at }) => ({ kind, cells: codes, message, areaM2, widthM, at }));
  return {
    isExact: false,
    flaws: [
      ...invalid.map(({ code, message, at }) => ({ kind: "polygon" as const, cells: [code], message, at })),
      ...of("overlap", "two grids claim the same ground", overlaps),
      ...of("gap", "ground of the district that no grid has", gaps),
      ...of("outside", "a grid reaches beyond the district", outside),
    ],
    noise,
  };
};
