import { reject } from "@wangge/kit/errors";

export interface Shift {
  readonly id: string;
  /** Code of the street or of a part of it. */
  readonly place: string;
  readonly from: string;
  /** The first instant that is not in it. */
  readonly to: string;
}

/** 勤务规则, of the version in force. */
export interface DutyRules {
  readonly version: string;
  readonly restHours: number;
  readonly mostHours: number;
  /** 点名 begins so long before the shift. */
  readonly rollOpensMinutes: number;
  /** Who comes later than this after its beginning is late. */
  readonly graceMinutes: number;
}

const HOUR_MS = 3_600_000;

const hoursBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / HOUR_MS;

export const isWithin = ({ from, to }: Pick<Shift, "from" | "to">, at: string): boolean => from <= at && at < to;

/** @throws DomainError where this shift is no shift, or does not go with one of the others */
export const mustFit = (shift: Shift, others: readonly Shift[], rules: DutyRules, at: string): void => {
  const details = { shift: shift.id };
  if (shift.to <= shift.from) throw reject("enforcement.shift.ends_before", "A shift ends after it begins", details);
  if (shift.from < at) throw reject("enforcement.shift.begun", "This shift would have begun already", details);
  if (hoursBetween(shift.from, shift.to) > rules.mostHours)
    throw reject("enforcement.shift.too_long", "No shift is as long as this", { ...details, most: rules.mostHours });
  for (const other of others) {
    const [earlier, later] = shift.from <= other.from ? [shift, other] : [other, shift];
    if (later.from < earlier.to)
      throw reject("enforcement.shift.overlap", "This officer has another shift then", { ...details, with: other.id });
    if (hoursBetween(earlier.to, later.from) < rules.restHours)
      throw reject("enforcement.shift.rest_short", "Too little rest between two shifts", {
        ...details,
        with: other.id,
        rest: rules.restHours,
      });
  }
};
