/** 网格范围 on the ground: what lies in a grid, how far from it, and its cells of some hundred metres. */
import type { Point } from "@wangge/contracts/vocabulary";

/** Positions, lng and lat; closed or not. */
export type Ring = readonly (readonly [lng: number, lat: number])[];

const METRES_PER_DEGREE = 111_195;

/** Near enough over the width of a district. */
const metresAt = (lat: number): { readonly lng: number; readonly lat: number } => ({
  lng: METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180),
  lat: METRES_PER_DEGREE,
});

const edgesOf = (ring: Ring): readonly (readonly [Ring[number], Ring[number]])[] =>
  ring.flatMap((from, index) => {
    const to = ring[(index + 1) % ring.length];
    return to === undefined ? [] : [[from, to] as const];
  });

/** Even-odd; a point on the line may count either way. */
export const isInside = (ring: Ring, { lng, lat }: Point): boolean =>
  edgesOf(ring).filter(
    ([[x1, y1], [x2, y2]]) => y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1,
  ).length %
    2 ===
  1;

/** 距离: 0 inside. */
export const metresFrom = (ring: Ring, point: Point): number => {
  if (isInside(ring, point)) return 0;
  const metres = metresAt(point.lat);
  return edgesOf(ring).reduce((least, [[x1, y1], [x2, y2]]) => {
    const [px, py] = [(point.lng - x1) * metres.lng, (point.lat - y1) * metres.lat];
    const [dx, dy] = [(x2 - x1) * metres.lng, (y2 - y1) * metres.lat];
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
    return Math.min(least, Math.hypot(px - along * dx, py - along * dy));
  }, Infinity);
};

/** How a grid's bounding box is cut: rows from the south, columns from the west. */
export interface Frame {
  readonly west: number;
  readonly south: number;
  /** Degrees. */
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
}

export interface Cells {
  readonly frame: Frame;
  /** Numbers of the cells that belong to the grid, ascending: row × columns + column. */
  readonly cells: readonly number[];
}

/** Undefined outside the box. */
export const cellAt = (
  { west, south, width, height, columns, rows }: Frame,
  { lng, lat }: Point,
): number | undefined => {
  const column = Math.floor((lng - west) / width);
  const row = Math.floor((lat - south) / height);
  return column < 0 || row < 0 || column >= columns || row >= rows ? undefined : row * columns + column;
};

const centreOf = ({ west, south, width, height, columns }: Frame, cell: number): Point => ({
  lng: west + ((cell % columns) + 0.5) * width,
  lat: south + (Math.floor(cell / columns) + 0.5) * height,
});

const middleOf = (low: number, high: number): number => (low + high) / 2;

/** Cells of about `metres` whose middle lies in the ring; the one in the middle of the box where that is none. */
export const cellsOf = (ring: Ring, metres: number): Cells => {
  const [lngs, lats] = [ring.map(([lng]) => lng), ring.map(([, lat]) => lat)];
  const [west, east, south, north] = [Math.min(...lngs), Math.max(...lngs), Math.min(...lats), Math.max(...lats)];
  const per = metresAt(middleOf(south, north));
  const columns = Math.max(1, Math.round(((east - west) * per.lng) / metres));
  const rows = Math.max(1, Math.round(((north - south) * per.lat) / metres));
  const frame = { west, south, width: (east - west) / columns, height: (north - south) / rows, columns, rows };
  const inside = Array.from({ length: columns * rows }, (_, cell) => cell).filter((cell) =>
    isInside(ring, centreOf(frame, cell)),
  );
  const middle = cellAt(frame, { lng: middleOf(west, east), lat: middleOf(south, north) }) ?? 0;
  return { frame, cells: inside.length > 0 ? inside : [middle] };
};
