/** A small furnished district in a register, and changes to it as the registrar makes them. */
import { isDomainError } from "@wangge/kit/errors";
import { groundProblems } from "../src/app/ground.ts";
import {
  assertionsOf,
  divide,
  furnish,
  happeningsOf,
  placesByDay,
  Register,
  ruleProblems,
  type Assertion,
  type Day,
  type Division,
  type Happening,
  type Id,
  type Kind,
  type Operation,
  type Outline,
  type Parameters,
  type RuleProblem,
  type Timeline,
  type Value,
} from "../src/domain/index.ts";
import { vintage } from "./builders.ts";

/** The first day of every register in these tests. */
export const FIRST: Day = "2018-01-01";

/** Four straight sides: many corners lie exactly on a line between two others. */
export const SQUARE: Outline = {
  approximate: true,
  ring: [[104, 30], [104.06, 30], [104.06, 30.05], [104, 30.05]], // prettier-ignore
  hints: [],
};

/** Two streets with two and three communities, twelve grids. */
export const smallDivision = (): Division => divide(vintage([2, 3]), SQUARE, { seed: 5, grids: 12 });
const small = furnish(smallDivision(), FIRST);

export const urbanClasses = [
  "internalManagement",
  "socialConstruction",
  "urbanManagement",
  "socialManagement",
] as const;

/** The figures of the reform, from a day on. */
export const parametersFrom = (from: Day, more: Partial<Parameters> = {}): Parameters => ({
  from,
  source: "test",
  householdsPerGrid: { low: 300, high: 500 },
  workersPerGrid: { low: 2, high: 3 },
  responsiblePerGrid: 1,
  sections: { urban: urbanClasses, agricultural: [...urbanClasses, "urbanisation"] },
  ...more,
});
export const PARAMETERS: readonly Parameters[] = [parametersFrom("2012-01-01")];

export interface Attempt {
  /** Codes of what is wrong; empty when it was taken in. */
  readonly refused: readonly string[];
  readonly problems: readonly RuleProblem[];
  readonly assertions: readonly Assertion[];
  readonly happenings: readonly Happening[];
}

/** One district with its register. */
export const district = (parameters: readonly Parameters[] = PARAMETERS, first: readonly Assertion[] = small) => {
  const register = new Register();
  register.apply(first, 1);
  const placesOn = placesByDay(register);
  const covered = (day: Day) => groundProblems(placesOn(day), day);
  const journal: (readonly Assertion[])[] = [first];

  /** Decides, tries out, checks, and keeps it or takes it back: what the registrar does in memory. */
  const attempt = (effectiveFrom: Day, ...operations: readonly Operation[]): Attempt => {
    let assertions: readonly Assertion[];
    try {
      assertions = assertionsOf(register, { effectiveFrom, operations });
    } catch (error) {
      if (!isDomainError(error)) throw error;
      return { refused: [error.code], problems: [], assertions: [], happenings: [] };
    }
    const timelines = new Map(assertions.map(({ id }) => [id, register.timelineOf<Kind>(id)]));
    const before = (id: Id): Timeline<Value> => timelines.get(id) ?? [];
    const back = register.apply(assertions, register.version + 1);
    const happenings = happeningsOf(register, assertions, before);
    const problems = ruleProblems(register, assertions, parameters, covered, before);
    if (problems.length > 0) back();
    else journal.push(assertions);
    return { refused: [...new Set(problems.map(({ code }) => code))], problems, assertions, happenings };
  };

  return { register, placesOn, covered, journal, attempt };
};
export type TestDistrict = ReturnType<typeof district>;

/** A register that learned the same from paper, change by change. */
export const rebuilt = (journal: readonly (readonly Assertion[])[]): Register => {
  const register = new Register();
  for (const [index, assertions] of journal.entries()) register.apply(assertions, index + 1);
  return register;
};

export const dayAfter = (day: Day, days = 1): Day =>
  new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

export const absence = (parent: Id, until: Day, more: object = {}): Operation => ({
  op: "register",
  kind: "absence",
  value: { parent, reason: "年休假", ...more },
  until,
});
