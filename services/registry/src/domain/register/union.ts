import { around, doubleArea, edgesOf, sideOf, turn, type Ring, type Vertex } from "../geometry.ts";

/** A piece of ground: its outer ring counter-clockwise, its holes clockwise. */
export interface Piece {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

const spot = ({ x, y }: Vertex): string => `${String(x)} ${String(y)}`;

/** Which of the ways on turns most to the right: pieces that meet in one point come apart there. */
const rightmost = (from: Vertex, at: Vertex, ways: readonly Vertex[]): number => {
  const angle = (to: Vertex): number => {
    const back = Math.atan2(from.y - at.y, from.x - at.x);
    const on = Math.atan2(to.y - at.y, to.x - at.x);
    return (on - back + 4 * Math.PI) % (2 * Math.PI);
  };
  return ways.reduce((best, way, index) => (angle(way) < angle(around(ways, best)) ? index : best), 0);
};

/** Drops vertices that lie straight between their neighbours. */
const straightened = (ring: Ring): Ring =>
  ring.filter((vertex, index) => turn(around(ring, index - 1), vertex, around(ring, index + 1)) !== 0);

/**
 * The ground of tiles that share their vertices, by cancelling the edges that two of them have in common: exact, in linear time.
 * Pieces in the order in which they are met; those that touch in a point are two.
 * @param options not straightened, a piece keeps the vertices it shares with tiles that are not of it
 */
export const unionOfTiles = (
  tiles: readonly Ring[],
  { isStraightened = true }: { readonly isStraightened?: boolean } = {},
): readonly Piece[] => {
  const open = new Map<string, { readonly from: Vertex; readonly to: Vertex }>();
  for (const tile of tiles)
    for (const [from, to] of edgesOf(tile)) {
      const back = `${spot(to)} ${spot(from)}`;
      if (!open.delete(back)) open.set(`${spot(from)} ${spot(to)}`, { from, to });
    }
  const ways = Map.groupBy(open.values(), ({ from }) => spot(from));
  const loops: Ring[] = [];
  for (const start of open.values()) {
    const leaving = ways.get(spot(start.from));
    const first = leaving?.indexOf(start) ?? -1;
    if (first < 0) continue;
    leaving?.splice(first, 1);
    const loop: Vertex[] = [start.from];
    let [from, at] = [start.from, start.to];
    while (spot(at) !== spot(start.from)) {
      loop.push(at);
      const onward = ways.get(spot(at)) ?? [];
      const chosen = rightmost(
        from,
        at,
        onward.map(({ to }) => to),
      );
      const [edge] = onward.splice(chosen, 1);
      if (edge === undefined) throw new RangeError("the tiles do not share their vertices");
      [from, at] = [at, edge.to];
    }
    loops.push(isStraightened ? straightened(loop) : loop);
  }
  const outers = loops.filter((loop) => doubleArea(loop) > 0);
  const holes = loops.filter((loop) => doubleArea(loop) < 0);
  return outers.map((outer) => ({
    outer,
    holes: holes.filter(
      (hole) =>
        outers
          .filter((one) => hole.every((vertex) => sideOf(one, vertex) !== "outside"))
          .sort((one, other) => doubleArea(one) - doubleArea(other))[0] === outer,
    ),
  }));
};
