import { fallsUnder, type Control, type Reported } from "./control-area.ts";
import type { Ring } from "./ground.ts";

type Entry = readonly [order: number, id: string, control: Control];

/** Some kilometres: most polygons lie in one or a few of these. */
const CELLS_PER_DEGREE = 20;

const cellOf = (degrees: number): number => Math.floor(degrees * CELLS_PER_DEGREE);
const keyOf = (x: number, y: number): string => `${String(x)} ${String(y)}`;

/** What is larger is looked at for every place. */
const MOST_CELLS = 1_000;

const cellsUnder = (ring: Ring): readonly string[] | undefined => {
  const [xs, ys] = [ring.map(([lng]) => cellOf(lng)), ring.map(([, lat]) => cellOf(lat))];
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  if ((east - west + 1) * (north - south + 1) > MOST_CELLS) return undefined;
  const keys: string[] = [];
  for (let x = west; x <= east; x += 1) for (let y = south; y <= north; y += 1) keys.push(keyOf(x, y));
  return keys;
};

/**
 * 管控区索引. The first of these control areas that a report falls under: only those of its grid and around its place are looked at,
 * however many there are elsewhere.
 */
export const controlIndex = (
  controls: Iterable<readonly [id: string, control: Control]>,
): ((reported: Reported) => string | undefined) => {
  const byGrid = new Map<string, Entry[]>();
  const byCell = new Map<string, Entry[]>();
  const wide: Entry[] = [];
  const put = (index: Map<string, Entry[]>, key: string, entry: Entry): void => {
    const others = index.get(key);
    if (others === undefined) index.set(key, [entry]);
    else others.push(entry);
  };
  let order = 0;
  for (const [id, control] of controls) {
    const entry = [order, id, control] as const;
    order += 1;
    const { area } = control;
    if ("grids" in area) for (const grid of new Set(area.grids)) put(byGrid, grid, entry);
    else {
      const cells = cellsUnder(area.polygon);
      if (cells === undefined) wide.push(entry);
      for (const cell of cells ?? []) put(byCell, cell, entry);
    }
  }
  return (reported) => {
    const { grid, point } = reported;
    const first = (entries: readonly Entry[] | undefined): Entry | undefined =>
      entries?.find(([, , control]) => fallsUnder(control, reported));
    const places = point === undefined ? undefined : byCell.get(keyOf(cellOf(point.lng), cellOf(point.lat)));
    const found = [first(byGrid.get(grid)), first(places), first(wide)].filter((entry) => entry !== undefined);
    return found.toSorted(([one], [other]) => one - other)[0]?.[1];
  };
};
