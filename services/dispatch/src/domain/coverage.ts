/** 巡查覆盖率: what was walked of what was planned. */
import { dayAfter, weekdayOf } from "@wangge/calendar";
import { sawEnough, visitedOf, type Patrol } from "./patrol.ts";

export interface CoverageRow {
  /** A grid or a street. */
  readonly place: string;
  /** A day, or the Monday of a week. */
  readonly from: string;
  readonly planned: number;
  readonly finished: number;
  /** Finished, and saw as much as the plan wants. */
  readonly enough: number;
  readonly missed: number;
  /** Still to be walked, or being walked. */
  readonly open: number;
  readonly cells: number;
  /** Cells that somebody saw in this time; a cell seen twice counts once. */
  readonly covered: number;
}

const mondayOf = (day: string): string => dayAfter(day, 1 - weekdayOf(day));

const count = (patrols: readonly Patrol[], ...statuses: readonly Patrol["status"][]): number =>
  patrols.filter(({ status }) => statuses.includes(status)).length;

/** Cells of one grid: those of its newest cut; what an older cut saw is not carried over. */
const cellsOfGrid = (patrols: readonly Patrol[]): { readonly cells: number; readonly covered: number } => {
  const [newest, ...rest] = patrols.toSorted((one, other) => (one.from < other.from ? 1 : -1));
  if (newest === undefined) return { cells: 0, covered: 0 };
  const cut = newest.cells.join();
  const same = [newest, ...rest.filter(({ cells }) => cells.join() === cut)];
  return { cells: newest.cells.length, covered: new Set(same.flatMap((patrol) => visitedOf(patrol))).size };
};

export const coverageOf = (
  patrols: readonly Patrol[],
  { by, per }: { readonly by: "grid" | "street"; readonly per: "day" | "week" },
): readonly CoverageRow[] => {
  const keyOf = (patrol: Patrol): string =>
    `${per === "day" ? patrol.day : mondayOf(patrol.day)} ${by === "grid" ? patrol.grid : patrol.street}`;
  return [...Map.groupBy(patrols, keyOf)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, all]) => {
      const [from = "", place = ""] = key.split(" ");
      const grids = [...Map.groupBy(all, ({ grid }) => grid).values()].map(cellsOfGrid);
      return {
        place,
        from,
        planned: all.length,
        finished: count(all, "finished"),
        enough: all.filter((patrol) => patrol.status === "finished" && sawEnough(patrol)).length,
        missed: count(all, "missed"),
        open: count(all, "planned", "walking"),
        cells: grids.reduce((sum, { cells }) => sum + cells, 0),
        covered: grids.reduce((sum, { covered }) => sum + covered, 0),
      };
    });
};
