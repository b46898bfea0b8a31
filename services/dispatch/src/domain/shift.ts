/** 班次. When and where somebody is on duty, and what the rota's rules say about two of them. */

export interface Period {
  readonly from: string;
  /** The first instant that is not in it. */
  readonly to: string;
}

export interface Shift extends Period {
  /** It keeps it when it is swapped: the same duty, done by another. */
  readonly id: string;
  /** Code of a grid, or of the street for duty in all of its grids. */
  readonly place: string;
  /** What whoever does it has to be able to. */
  readonly skills: readonly string[];
}

/** What somebody can do, and how long the certificate says so. */
export interface HeldSkill {
  readonly skill: string;
  readonly from: string;
  /** Absent: it does not expire. */
  readonly to?: string;
}

/** 排班规则, of the version in force. */
export interface RotaRules {
  readonly version: string;
  readonly restHours: number;
  readonly mostHours: number;
}

export type ShiftProblem =
  | { readonly code: "dispatch.shift.overlap"; readonly with: string }
  | { readonly code: "dispatch.shift.rest_short"; readonly with: string; readonly hours: number }
  | { readonly code: "dispatch.shift.too_long"; readonly hours: number }
  | { readonly code: "dispatch.shift.ends_before" }
  | { readonly code: "dispatch.shift.begun" }
  | { readonly code: "dispatch.shift.skill_missing"; readonly skill: string };

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const CHINA_MS = 8 * HOUR_MS;

/** The day in Asia/Shanghai: no daylight saving in the years this system knows. */
export const localDay = (ms: number): string => new Date(ms + CHINA_MS).toISOString().slice(0, 10);

/** The days that something lies in, in Asia/Shanghai. */
export const daysOf = ({ from, to }: Period): readonly string[] => {
  const days: string[] = [];
  const last = localDay(Date.parse(to) - 1);
  for (let ms = Date.parse(from); ; ms += DAY_MS) {
    const day = localDay(ms);
    if (day > last) return days;
    days.push(day);
  }
};

export const covers = (place: string, grid: string): boolean => grid.startsWith(place);

export const isIn = (at: number, { from, to }: Period): boolean => Date.parse(from) <= at && at < Date.parse(to);

const hoursOf = (ms: number): number => Math.floor((ms / HOUR_MS) * 100) / 100;

/** Why the same person cannot do both; undefined where he can. */
export const clash = (one: Shift, other: Shift, { restHours }: RotaRules): ShiftProblem | undefined => {
  const [earlier, later] = Date.parse(one.from) <= Date.parse(other.from) ? [one, other] : [other, one];
  const rest = Date.parse(later.from) - Date.parse(earlier.to);
  if (rest < 0) return { code: "dispatch.shift.overlap", with: other.id };
  return rest < restHours * HOUR_MS
    ? { code: "dispatch.shift.rest_short", with: other.id, hours: hoursOf(rest) }
    : undefined;
};

/** Valid for the whole of it. */
export const hasSkill = (held: readonly HeldSkill[], skill: string, { from, to }: Period): boolean =>
  held.some(
    (one) =>
      one.skill === skill &&
      Date.parse(one.from) <= Date.parse(from) &&
      (one.to === undefined || Date.parse(to) <= Date.parse(one.to)),
  );

/** All that is against somebody doing this shift besides the others. */
export const shiftProblems = (
  shift: Shift,
  others: readonly Shift[],
  { rules, held, at }: { readonly rules: RotaRules; readonly held: readonly HeldSkill[]; readonly at: string },
): readonly ShiftProblem[] => {
  const length = Date.parse(shift.to) - Date.parse(shift.from);
  if (length <= 0) return [{ code: "dispatch.shift.ends_before" }];
  return [
    ...(Date.parse(shift.from) < Date.parse(at) ? [{ code: "dispatch.shift.begun" } as const] : []),
    ...(length > rules.mostHours * HOUR_MS
      ? [{ code: "dispatch.shift.too_long", hours: hoursOf(length) } as const]
      : []),
    ...others.flatMap((other) => clash(shift, other, rules) ?? []),
    ...shift.skills
      .filter((skill) => !hasSkill(held, skill, shift))
      .map((skill) => ({ code: "dispatch.shift.skill_missing", skill }) as const),
  ];
};
