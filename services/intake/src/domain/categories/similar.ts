/** When two reports of a category may be about the same thing. */
export interface DuplicateRule {
  /** Metres. */
  readonly radius: number;
  readonly hours: number;
}

export interface Spot {
  readonly point?: { readonly lng: number; readonly lat: number } | undefined;
  readonly grid: string;
}

/** Cells of the index: 0.002° of latitude are some 220 m. */
const STEPS = 500;
const METRES_PER_DEGREE = 111_320;
const RADIANS = Math.PI / 180;

const cell = (lng: number, lat: number): string => `${String(lng)},${String(lat)}`;

/** Where a report lies in the index of places: its cell, or its grid where it has no point. */
export const cellOf = ({ point, grid }: Spot): string =>
  point === undefined ? `g${grid}` : cell(Math.floor(point.lng * STEPS), Math.floor(point.lat * STEPS));

/** Every cell in which something within the radius (metres) may lie, reports that know only their grid included. */
export const cellsAround = ({ point, grid }: Spot, radius: number): readonly string[] => {
  if (point === undefined) return [`g${grid}`];
  const lat = radius / METRES_PER_DEGREE;
  const lng = lat / Math.cos(point.lat * RADIANS);
  const cells = [`g${grid}`];
  for (let x = Math.floor((point.lng - lng) * STEPS); x <= Math.floor((point.lng + lng) * STEPS); x += 1)
    for (let y = Math.floor((point.lat - lat) * STEPS); y <= Math.floor((point.lat + lat) * STEPS); y += 1)
      cells.push(cell(x, y));
  return cells;
};

/** Metres between two places, good to a thousandth within a district; undefined where one of them knows only its grid. */
export const distance = (one: Spot, other: Spot): number | undefined => {
  if (one.point === undefined || other.point === undefined) return undefined;
  const north = (other.point.lat - one.point.lat) * METRES_PER_DEGREE;
  const east =
    (other.point.lng - one.point.lng) * METRES_PER_DEGREE * Math.cos(((one.point.lat + other.point.lat) / 2) * RADIANS);
  return Math.hypot(north, east);
};

/** Near enough: within the radius, or in the same grid where one of the two knows no more than that. */
export const isNear = (one: Spot, other: Spot, { radius }: DuplicateRule): boolean => {
  const metres = distance(one, other);
  return metres === undefined ? one.grid === other.grid : metres <= radius;
};
