/** 巡查计划: how often each kind of grid is walked. */
import { instantOf, weekdayOf } from "@wangge/calendar";

export interface PatrolRule {
  /** 网格类型 */
  readonly management: string;
  /** Days of a week on which it is walked: 1 to 7. */
  readonly daysPerWeek: number;
  /** Once in each of these times of such a day. */
  readonly windows: readonly { readonly from: string; readonly to: string }[];
}

export interface PatrolPlan {
  readonly version: string;
  readonly cellMetres: number;
  /** The share of its cells that a patrol has to see. */
  readonly enough: number;
  /** After the end of its time it may still be told as finished so long. */
  readonly graceMinutes: number;
  readonly rules: readonly PatrolRule[];
}

export interface DuePatrol {
  /** From 1, within its day. */
  readonly number: number;
  readonly from: string;
  readonly to: string;
}

/** Grids of one kind begin their week on different days, so that not all are walked on the same ones. */
const shiftOf = (grid: string): number => Number(grid.slice(-6)) % 7;

/** Spreads `n` days evenly over every seven. */
const isDue = (place: number, n: number): boolean => Math.floor(((place + 1) * n) / 7) > Math.floor((place * n) / 7);

/** The patrols of a grid on a day; none for a kind that the plan does not know. */
export const patrolsDue = (
  { rules }: Pick<PatrolPlan, "rules">,
  { grid, management }: { readonly grid: string; readonly management: string },
  day: string,
): readonly DuePatrol[] => {
  const rule = rules.find((one) => one.management === management);
  if (rule === undefined || !isDue((weekdayOf(day) - 1 + shiftOf(grid)) % 7, rule.daysPerWeek)) return [];
  return rule.windows.map(({ from, to }, index) => ({
    number: index + 1,
    from: instantOf(day, from),
    to: instantOf(day, to),
  }));
};
