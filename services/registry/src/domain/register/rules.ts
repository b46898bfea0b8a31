/** The rules of the register, checked on every day that a change touches: what it must never say. */
import { commonCode, codeProblem } from "./codes.ts";
import { parametersOn, type Bounds, type Parameters } from "./parameters.ts";
import type { Ring } from "../geometry.ts";
import { codesOf, parentOfValue, referencesOf, type Id, type Kind, type PostKind, type Value } from "./records.ts";
import { householdsOf } from "./places.ts";
import type { Assertion, Register } from "./register.ts";
import { atOnce } from "./steps.ts";
import { boundariesOf, overlaps, versionOn, type Day, type Span, type Timeline, type Version } from "./timeline.ts";

/** One thing that would be wrong. `code` is public and stable; `on` is the first day of it. */
export interface RuleProblem {
  readonly code: string;
  readonly record: Id;
  readonly on: Day;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** Posts whose work is economic: only an investment sub-centre has them (S3). */
const ECONOMIC: readonly PostKind[] = ["investmentOfficer"];

/** Stretches of a span in which a timeline says nothing. */
const gapsIn = (timeline: Timeline<unknown>, { from, to }: Span): Span[] => {
  const gaps: Span[] = [];
  let at = from;
  for (const version of timeline.filter((one) => overlaps(one, { from, to }))) {
    if (at < version.from) gaps.push({ from: at, to: version.from });
    if (version.to === undefined) return gaps;
    at = version.to;
  }
  return to === undefined || at < to ? [...gaps, { from: at, to }] : gaps;
};

const later = (one: Day, other: Day): Day => (one > other ? one : other);

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

  const touched = new Set(assertions.map(({ id }) => id));
  const start = startOf(assertions);
  const since = (timeline: Timeline<Value>): Version<Value>[] =>
    timeline
      .filter((version) => version.to === undefined || start < version.to)
      .map((one) => ({ ...one, from: later(one.from, start) }));
  const nameOf = (id: Id): string => {
    const value = register.timelineOf(id).at(-1)?.value;
    return value !== undefined && "name" in value ? value.name : id;
  };

  const checkReferences = (id: Id, version: Version<Value>): void => {
    for (const { field, id: target, kinds } of referencesOf(register.kindOf(id), version.value)) {
      if (!register.has(target) || !kinds.includes(register.kindOf(target))) {
        found("record.reference", id, version.from, "It names something that cannot stand there", {
          field,
          target,
          kinds,
        });
        continue;
      }
      const [gap] = gapsIn(register.timelineOf(target), version);
      if (gap !== undefined)
        found("record.orphaned", id, gap.from, "It would hang on something that is not there on that day", {
          field,
          target,
        });
    }
  };

  const checkCodes = (id: Id, version: Version<Value>): void => {
    const kind = register.kindOf(id);
    for (const code of codesOf(version.value)) {
      const wrong = codeProblem(code);
      if (wrong !== undefined)
        found("code.invalid", id, version.from, `Not a code of ${code.scheme}: ${wrong}`, { ...code });
      const twin = register
        .codedAs(code.code)
        .find(
          (other) =>
            other.id !== id &&
            register.kindOf(other.id) === kind &&
            overlaps(other.version, version) &&
            codesOf(other.version.value).some((held) => held.scheme === code.scheme && held.code === code.code),
        );
      if (twin !== undefined)
        found("code.taken", id, later(version.from, twin.version.from), "Another record has this code then", {
          ...code,
          by: twin.id,
        });
    }
    const own = commonCode(codesOf(version.value));
    const parent = parentOfValue(version.value);
    if (own === undefined || parent === undefined) return;
    for (const above of register.timelineOf(parent).filter((one) => overlaps(one, version))) {
      const upper = commonCode(codesOf(above.value));
      if (upper !== undefined && (!own.startsWith(upper) || own.length !== upper.length + 3))
        found(
          "code.not_nested",
          id,
          later(version.from, above.from),
          "Its code does not begin with that of the place above, three digits longer",
          { code: own, above: upper },
        );
    }
  };

  // Records that are touched, what hangs under them (their codes may not fit any more), and what leans on what ends.
  for (const id of touched) {
    const versions = since(register.timelineOf(id));
    for (const version of versions) {
      checkReferences(id, version);
      checkCodes(id, version);
    }
    for (const child of register.everUnder(id))
      if (!touched.has(child)) for (const version of since(register.timelineOf(child))) checkCodes(child, version);
    for (const gap of gapsIn(register.timelineOf(id), { from: start }))
      for (const { id: by, field, version } of register.referrersWithin(id, gap))
        found(
          "record.orphaned",
          by,
          later(version.from, gap.from),
          `It would hang on ${nameOf(id)}, which is not there on that day`,
          { field, target: id },
        );
    if (isPause()) yield;
  }

  /** The days from the start on at which one of these records, or the rule itself, changes. */
  const daysOf = (ids: Iterable<Id>): Day[] => {
    const changing = [...ids].flatMap((id) => register.timelineOf(id));
    const days = boundariesOf([...changing, ...parameters.map(({ from }) => ({ from }))]);
    return [start, ...days.filter((day) => day > start)];
  };
  const isWithin = (count: number, { low, high }: Bounds): boolean => count >= low && count <= high;

  const checkGrid = (id: Id, day: Day): void => {
    const grid = register.find("grid", id, day);
    if (grid === undefined) return;
    const { householdsPerGrid, workersPerGrid, responsiblePerGrid } = parametersOn(parameters, day);
    const { exception } = grid.version.value;
    const households = householdsOf(register, grid, day);
    if (!isWithin(households, householdsPerGrid) && exception === undefined)
      found("grid.households", id, day, "A grid of that size needs a reason", { households, ...householdsPerGrid });
    const posts = register.childrenOf(id, "post", day).map(({ version }) => version.value);
    const workers = posts.filter(({ kind }) => kind === "gridWorker");
    const responsible = posts.filter(({ kind }) => kind === "gridResponsible").length;
    if (!isWithin(workers.length, workersPerGrid) || responsible !== responsiblePerGrid)
      found("grid.staffing", id, day, "A grid has 2 or 3 posts of grid workers and 1 person who answers for it", {
        workers: workers.length,
        responsible,
      });
    const holders = workers.flatMap(({ holder }) => holder ?? []);
    if (new Set(holders).size < holders.length)
      found("grid.staffing", id, day, "The workers of a grid are different people", { workers: holders });
  };

  const checkCourtyard = (id: Id, day: Day): void => {
    const courtyard = register.find("courtyard", id, day)?.version.value;
    if (courtyard === undefined || courtyard.buildings.length === 0) return;
    const inBuildings = courtyard.buildings.reduce((sum, { households }) => sum + households, 0);
    if (inBuildings !== courtyard.households)
      found("courtyard.households", id, day, "The households of its buildings are not those of the courtyard", {
        households: courtyard.households,
        inBuildings,
      });
  };

  const checkStreet = (id: Id, day: Day): void => {
    const street = register.find("street", id, day);
    if (street === undefined) return;
    const { sections } = parametersOn(parameters, day);
    const allowed = street.version.value.isAgricultural ? sections.agricultural : sections.urban;
    const classes = register.childrenOf(id, "section", day).map(({ version }) => version.value.functionClass);
    for (const functionClass of classes)
      if (!allowed.includes(functionClass) || classes.filter((one) => one === functionClass).length > 1)
        found(
          "section.function_class",
          id,
          day,
          "One section carries one class of functions, of those such a street has",
          { functionClass, allowed },
        );
    const centres = register.childrenOf(id, "station", day).map(({ version }) => version.value.kind);
    const twice = centres.find((kind, index) => centres.indexOf(kind) !== index);
    if (twice !== undefined) found("station.twice", id, day, "A street has one centre of each kind", { kind: twice });
    const zones = register.all("zone", day).filter(({ version }) => version.value.streets.includes(id));
    if (zones.length > 1)
      found("zone.overlapping", id, day, "A street lies in one functional zone", {
        zones: zones.map((zone) => zone.id),
      });
  };

  const checkPost = (id: Id, day: Day): void => {
    const post = register.find("post", id, day)?.version.value;
    if (post === undefined || !ECONOMIC.includes(post.kind)) return;
    const station = register.find("station", post.parent, day)?.version.value.kind;
    if (station !== "investmentSubCentre")
      found("post.economic", id, day, "Economic posts are only in investment sub-centres", {
        kind: post.kind,
        parent: post.parent,
      });
  };

  /** What else decides on which days a check may come out otherwise. */
  const CHECKS = [
    ["grid", checkGrid, () => []],
    ["courtyard", checkCourtyard, () => []],
    ["street", checkStreet, () => register.idsOf("zone")],
    ["post", checkPost, (id: Id) => register.timelineOf(id, "post").map(({ value }) => value.parent)],
  ] as const;
  // A post, a courtyard, a section counts for what it hangs or hung under; a zone for each of its streets.
  const concerned = new Set(touched);
  for (const id of touched) {
    for (const { value } of [...before(id), ...register.timelineOf(id)]) {
      const parent = parentOfValue(value);
      if (parent !== undefined) concerned.add(parent);
      if ("streets" in value) for (const street of value.streets) concerned.add(street);
    }
  }
  for (const { id } of assertions)
    for (const { id: by } of register.referrersWithin(id, { from: start }))
      if (register.kindOf(by) === "post") concerned.add(by);
  for (const [kind, check, leansOn] of CHECKS) {
    for (const id of concerned) {
      if (register.kindOf(id) !== kind) continue;
      for (const day of daysOf([id, ...register.everUnder(id), ...leansOn(id)])) check(id, day);
      if (isPause()) yield;
    }
  }
  return problems;
}

const startOf = (assertions: readonly Assertion[]): Day =>
  assertions.reduce((day, { from }) => (from < day ? from : day), assertions[0]?.from ?? "");

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
