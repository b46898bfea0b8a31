import { around, type Ring } from "../geometry.ts";
import { union } from "../tiling/clip.ts";
import { unionOfTiles, type Polygon } from "../tiling/index.ts";
import { areaOf, planeAt } from "../tiling/plane.ts";
import { widest } from "../tiling/width.ts";

/** A piece of ground: its outer ring counter-clockwise, its holes clockwise. */
export type Piece = Polygon;

/** A hole that is nowhere as wide is drawing noise, as in the check of the ground. */
const NOISE_M = 1;

const exactly = (rings: readonly Ring[]): readonly Piece[] | undefined => {
  try {
    return unionOfTiles(rings);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
};

/** For neighbours drawn by different hands, which meet to the metre and not to the step. */
const roughly = (rings: readonly Ring[]): readonly Piece[] => {
  const plane = planeAt(around(around(rings, 0), 0));
  return union(rings.map((outer) => plane.surfaceOf([{ outer, holes: [] }]))).map(([outer = [], ...holes]) =>
    plane.polygonOf([
      outer,
      ...holes.filter((hole) => {
        const metres = plane.inMetres([hole]);
        if (2 * Math.sqrt(areaOf(metres) / Math.PI) < NOISE_M) return false;
        return widest(metres, { least: NOISE_M, precision: 0.02 }).width >= NOISE_M;
      }),
    ]),
  );
};

/** The ground of several grids together: exact where they share their vertices, else to the metre. */
export const groundOf = (rings: readonly Ring[]): readonly Piece[] => {
  const pieces = exactly(rings);
  if (pieces !== undefined && pieces.length <= 1) return pieces;
  const joined = roughly(rings);
  return pieces !== undefined && pieces.length <= joined.length ? pieces : joined;
};
