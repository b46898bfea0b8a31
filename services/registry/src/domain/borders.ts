import { distanceM, edgesOf, type Ring, type Vertex } from "./geometry.ts";

/** A line that two pieces of ground have in common. */
export interface CommonLine<Piece> {
  readonly a: Piece;
  readonly b: Piece;
  readonly metres: number;
}

const spot = ({ x, y }: Vertex): string => `${String(x)} ${String(y)}`;

/** Pairs of pieces with a line in common. Neighbours must share their vertices, as tiles do. */
export const commonLinesOf = <Piece extends { readonly ring: Ring }>(
  pieces: readonly Piece[],
): readonly CommonLine<Piece>[] => {
  const sides = new Map<string, Piece>();
  const lines = new Map<Piece, Map<Piece, number>>();
  for (const piece of pieces)
    for (const [from, to] of edgesOf(piece.ring)) {
      const other = sides.get(`${spot(to)} ${spot(from)}`);
      sides.set(`${spot(from)} ${spot(to)}`, piece);
      if (other === undefined) continue;
      const ofOther = lines.get(other) ?? new Map<Piece, number>();
      lines.set(other, ofOther.set(piece, (ofOther.get(piece) ?? 0) + distanceM(from, to)));
    }
  // A pair may have been met from either side.
  const met = new Map<Piece, Map<Piece, number>>();
  for (const [a, others] of lines)
    for (const [b, metres] of others) {
      const back = met.get(b)?.get(a);
      if (back === undefined) met.set(a, (met.get(a) ?? new Map<Piece, number>()).set(b, metres));
      else met.get(b)?.set(a, back + metres);
    }
  return [...met].flatMap(([a, others]) => [...others].map(([b, metres]) => ({ a, b, metres })));
};
