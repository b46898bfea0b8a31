/** The rules of the register, checked on every day that a change touches: what it must never say. */
import type { Parameters } from "../parameters.ts";
import { parentOfValue, type Id, type Value } from "../records.ts";
import type { Assertion, Register } from "../register.ts";
import { atOnce } from "../steps.ts";
import { boundariesOf, type Day, type Timeline, type Version } from "../timeline.ts";
import { checkCodes } from "./codes.ts";
import { DAY_RULES } from "./of-a-day.ts";
import { later, startOf, type Inspection, type RuleProblem } from "./problem.ts";
import { redrawnDays } from "./redrawn.ts";
import { checkReferences, checkReferrers } from "./references.ts";

export type { RuleProblem } from "./problem.ts";
export { redrawnDays } from "./redrawn.ts";

/**
 * What is wrong in the register as it is now, in what these assertions touch and on the days from the first of them on. The
 * register must already contain them.
 * @param covered checks the tiling of a day, where the ground itself changed
 * @param before the versions that these records had: what they hung under counts too
 */
export const ruleProblems = (
  register: Register,
  assertions: readonly Assertion[],
  parameters: readonly Parameters[],
  covered: (day: Day) => readonly RuleProblem[] = () => [],
  before: (id: Id) => Timeline<Value> = () => [],
): readonly RuleProblem[] => [
  ...atOnce(ruleProblemSteps(register, assertions, parameters, before)),
  ...redrawnDays(register, assertions, before).flatMap(covered),
];

/** How many records are looked at between two pauses. */
const RECORDS_A_STEP = 50;

/** The same in steps, for a change so long that others must be let in between; without the ground. */
export function* ruleProblemSteps(
  register: Register,
  assertions: readonly Assertion[],
  parameters: readonly Parameters[],
  before: (id: Id) => Timeline<Value>,
): Generator<undefined, readonly RuleProblem[]> {
  const problems: RuleProblem[] = [];
  let looked = 0;
  const isPause = (): boolean => ++looked % RECORDS_A_STEP === 0;
  const seen = new Set<string>();
  const found = (code: string, record: Id, on: Day, message: string, details: RuleProblem["details"] = {}): void => {
    const key = `${code} ${record} ${JSON.stringify(details)}`;
    if (seen.has(key)) return;
    seen.add(key);
    problems.push({ code: `registry.${code}`, record, on, message, details });
  };

  const start = startOf(assertions);
  const inspection: Inspection = { register, parameters, start, found };
  const touched = new Set(assertions.map(({ id }) => id));
  const since = (id: Id): Version<Value>[] =>
    register
      .timelineOf(id)
      .filter((version) => version.to === undefined || start < version.to)
      .map((one) => ({ ...one, from: later(one.from, start) }));

  // Records that are touched, what hangs under them (their codes may not fit any more), and what leans on what ends.
  for (const id of touched) {
    for (const version of since(id)) {
      checkReferences(inspection, id, version);
      checkCodes(inspection, id, version);
    }
    for (const child of register.everUnder(id))
      if (!touched.has(child)) for (const version of since(child)) checkCodes(inspection, child, version);
    checkReferrers(inspection, id);
    if (isPause()) yield;
  }

  const concerned = concernedBy(register, touched, before, start);
  for (const { kind, check, leansOn } of DAY_RULES) {
    for (const id of concerned) {
      if (register.kindOf(id) !== kind) continue;
      for (const day of daysOf(inspection, [id, ...register.everUnder(id), ...leansOn(register, id)]))
        check(inspection, id, day);
      if (isPause()) yield;
    }
  }
  return problems;
}

/** The days from the start on at which one of these records, or the rule itself, changes. */
const daysOf = ({ register, parameters, start }: Inspection, ids: readonly Id[]): Day[] => {
  const changing = ids.flatMap((id) => register.timelineOf(id));
  const days = boundariesOf([...changing, ...parameters.map(({ from }) => ({ from }))]);
  return [start, ...days.filter((day) => day > start)];
};

/** Whose rules may be broken: a post, a courtyard, a section counts for what it hangs or hung under; a zone for its streets. */
const concernedBy = (
  register: Register,
  touched: ReadonlySet<Id>,
  before: (id: Id) => Timeline<Value>,
  start: Day,
): ReadonlySet<Id> => {
  const concerned = new Set(touched);
  for (const id of touched) {
    for (const { value } of [...before(id), ...register.timelineOf(id)]) {
      const parent = parentOfValue(value);
      if (parent !== undefined) concerned.add(parent);
      if ("streets" in value) for (const street of value.streets) concerned.add(street);
    }
  }
  for (const id of touched)
    for (const { id: by } of register.referrersWithin(id, { from: start }))
      if (register.kindOf(by) === "post") concerned.add(by);
  return concerned;
};
