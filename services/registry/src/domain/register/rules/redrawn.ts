import type { Ring } from "../../geometry.ts";
import type { Id, Kind, Value } from "../records.ts";
import type { Assertion, Register } from "../register.ts";
import { boundariesOf, versionOn, type Day, type Timeline, type Version } from "../timeline.ts";
import { startOf } from "./problem.ts";

/** The days on which the ground is to be checked, because these assertions draw a line of it otherwise. */
export const redrawnDays = (
  register: Register,
  assertions: readonly Assertion[],
  before: (id: Id) => Timeline<Value>,
): readonly Day[] => {
  const start = startOf(assertions);
  const isRedrawn = (id: Id): boolean =>
    boundariesOf([{ from: start }, ...before(id), ...register.timelineOf(id)]).some(
      (day) =>
        day >= start &&
        !isSameLine(lineOf(versionOn(before(id), day)), lineOf(versionOn(register.timelineOf(id), day))),
    );
  const ground = [...new Set(assertions.map(({ id }) => id))].filter((id) => GROUND.includes(register.kindOf(id)));
  return ground.some(isRedrawn) ? [...groundDays(register, start)] : [];
};

const GROUND: readonly Kind[] = ["district", "grid"];

const lineOf = (version: Version<Value> | undefined): Ring | undefined => {
  const value = version?.value;
  return value === undefined
    ? undefined
    : "outline" in value
      ? value.outline
      : "ring" in value
        ? value.ring
        : undefined;
};

const isSameLine = (one: Ring | undefined, other: Ring | undefined): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

/** The days from one on at which any line on the ground is drawn otherwise than the day before. */
const groundDays = (register: Register, start: Day): ReadonlySet<Day> => {
  const days = new Set([start]);
  for (const id of GROUND.flatMap((kind) => register.idsOf(kind))) {
    let last: Version<Value> | undefined;
    for (const version of register.timelineOf<Kind>(id)) {
      const isContinued = last?.to === version.from && isSameLine(lineOf(last), lineOf(version));
      if (!isContinued) for (const day of [last?.to, version.from]) if (day !== undefined && day > start) days.add(day);
      last = version;
    }
    if (last?.to !== undefined && last.to > start) days.add(last.to);
  }
  return days;
};
