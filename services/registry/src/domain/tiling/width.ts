import type { Spot, Surface } from "./clip.ts";

/** The largest circle inside a surface. */
export interface Widest {
  /** Its middle: a point well inside. */
  readonly at: Spot;
  /** Its diameter, in the unit of the coordinates; anything less than `least` when no circle of that size fits. */
  readonly width: number;
}

/** How far a point is from the line of the surface; negative outside. Nearly all the time goes by in here. */
const depthOf = (surface: Surface, x: number, y: number): number => {
  let inside = false;
  let nearest = Infinity;
  for (const ring of surface) {
    let [ax, ay] = ring[0] as Spot;
    for (let next = 1; next < ring.length; next++) {
      const b = ring[next] as Spot;
      const bx = b[0];
      const by = b[1];
      const dx = bx - ax;
      const dy = by - ay;
      if (ay > y !== by > y && x < (dx * (y - ay)) / dy + ax) inside = !inside;
      const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      const offX = x - ax - along * dx;
      const offY = y - ay - along * dy;
      nearest = Math.min(nearest, offX * offX + offY * offY);
      ax = bx;
      ay = by;
    }
  }
  return inside ? Math.sqrt(nearest) : -Math.sqrt(nearest);
};

/** How wide a strip along the longest edge must be to hold all of the ring: no circle inside is wider. */
const stripOf = (ring: readonly Spot[]): number => {
  let longest = { length: 0, dx: 1, dy: 0 };
  for (let next = 1; next < ring.length; next++) {
    const [a, b] = [ring[next - 1] as Spot, ring[next] as Spot];
    const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
    const length = Math.hypot(dx, dy);
    if (length > longest.length) longest = { length, dx: dx / length, dy: dy / length };
  }
  const across = ring.map(([x, y]) => y * longest.dx - x * longest.dy);
  return Math.max(...across) - Math.min(...across);
};

/**
 * Finds the largest circle by quartering squares, and leaves every square that cannot beat the best so far ("polylabel":
 * Agafonkin, Mapbox, 2016). Squares that hold no circle of width `least` are left at once, so that a sliver costs little.
 */
export const widest = (surface: Surface, { least, precision }: { least: number; precision: number }): Widest => {
  const outer = surface[0] ?? [];
  const strip = stripOf(outer);
  if (strip < least) return { at: outer[0] ?? [0, 0], width: strip };
  const [xs, ys] = [outer.map(([x]) => x), outer.map(([, y]) => y)];
  const [west, south, east, north] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const size = Math.max(Math.min(east - west, north - south), Math.max(east - west, north - south) / 64);
  let best = { depth: -Infinity, x: (west + east) / 2, y: (south + north) / 2 };
  let squares: { x: number; y: number; half: number; depth: number }[] = [];
  const look = (x: number, y: number, half: number): void => {
    const depth = depthOf(surface, x, y);
    if (depth > best.depth) best = { depth, x, y };
    squares.push({ x, y, half, depth });
  };
  for (let x = west; x < east; x += size) {
    for (let y = south; y < north; y += size) look(x + size / 2, y + size / 2, size / 2);
  }
  while (squares.length > 0) {
    const level = squares;
    squares = [];
    // Deepest first: an early find spares the others.
    for (const { x, y, half, depth } of level.sort((a, b) => b.depth - a.depth)) {
      const reach = depth + half * Math.SQRT2;
      if (reach <= Math.max(best.depth + precision / 2, least / 2)) continue;
      const quarter = half / 2;
      for (const [dx, dy] of [[-1, -1], [1, -1], [1, 1], [-1, 1]] as const) look(x + dx * quarter, y + dy * quarter, quarter); // prettier-ignore
    }
  }
  return { at: [best.x, best.y], width: Math.max(0, 2 * best.depth) };
};
