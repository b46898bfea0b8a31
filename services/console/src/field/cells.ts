import type { PatrolSeen } from "./kept.ts";

export interface Position {
  readonly lng: number;
  readonly lat: number;
}

/** The cell of the patrol's grid that a point lies in: row × columns + column, from the south-west. Undefined outside. */
export const cellAt = (
  { west, south, width, height, columns, rows, cells }: Omit<PatrolSeen["cut"], "visited">,
  { lng, lat }: Position,
): number | undefined => {
  const column = Math.floor((lng - west) / width);
  const row = Math.floor((lat - south) / height);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
  const cell = row * columns + column;
  return cells.includes(cell) ? cell : undefined;
};
