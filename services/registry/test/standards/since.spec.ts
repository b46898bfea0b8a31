/** The report against a reference that looks at every single day and shares no code with it. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { conformance, type Dated, type Standard, type StationFacts } from "../../src/domain/standards/index.ts";
import { requirement, standard } from "./builders.ts";

const LAST = 150;
const day = (number: number): string => new Date(Date.UTC(2020, 0, 1 + number)).toISOString().slice(0, 10);
const days = Array.from({ length: LAST + 1 }, (_, number) => day(number));

type State = "met" | "unknown" | "transition" | "deviates" | "notAsked" | "noRecord";

/** Calendar months as people count them: the day of the month is not passed before the months are full. */
const isOlder = (then: string, now: string, months: number): boolean => {
  const [y1, m1, d1] = then.split("-").map(Number) as [number, number, number];
  const [y2, m2, d2] = now.split("-").map(Number) as [number, number, number];
  const passed = (y2 - y1) * 12 + (m2 - m1);
  const endOfMonth = new Date(Date.UTC(y2, m2, 0)).getUTCDate();
  return passed > months || (passed === months && d2 > Math.min(d1, endOfMonth));
};

const isMet = (check: Standard["requirements"][number]["check"], facts: StationFacts["facts"], on: string) => {
  const fact = facts[check.fact];
  if (check.is === "atLeast") return typeof fact === "number" ? fact >= check.value : undefined;
  if (check.is !== "notOlderThan") throw new Error("not among the generated ones");
  return typeof fact === "string" && fact <= on ? !isOlder(fact, on, check.months) : undefined;
};

const stateOn = (
  on: number,
  id: string,
  history: readonly Dated<StationFacts>[],
  versions: readonly Standard[],
): State => {
  const covers = (from: string, to = "9999") => from <= days[on]! && days[on]! < to;
  const record = history.find(({ from, to }) => covers(from, to))?.value;
  if (record === undefined) return "noRecord";
  const begun = versions.filter(({ effectiveFrom }) => effectiveFrom <= days[on]!);
  const asked = begun.map(({ kinds, requirements }) =>
    requirements.find(
      (one) => one.id === id && (one.kinds ?? kinds).includes(record.kind) && kinds.includes(record.kind),
    ),
  );
  const inForce = begun.at(-1);
  if (inForce === undefined || !covers(inForce.effectiveFrom, inForce.effectiveTo)) return "notAsked";
  const met = asked.map((one) => one && isMet(one.check, record.facts, days[on]!));
  if (asked.at(-1) === undefined) return "notAsked";
  if (met.at(-1) === undefined) return "unknown";
  if (met.at(-1)) return "met";
  // Deviates: in the versions since some one of them, without a break, the demand is not met, and that one's grace is over.
  return begun.some(({ effectiveFrom }, first) => {
    const isUnbroken = begun.every((one, index) => {
      if (index < first) return true;
      const next = begun[index + 1];
      const isFollowed = next === undefined || one.effectiveTo === undefined || one.effectiveTo >= next.effectiveFrom;
      return met[index] === false && isFollowed;
    });
    return isUnbroken && on >= days.indexOf(effectiveFrom) + asked[first]!.graceDays;
  })
    ? "deviates"
    : "transition";
};

const kind = fc.constantFrom("communityStation" as const, "communityStation" as const, "heartLinkStation" as const);
const date = fc.integer({ min: 0, max: LAST }).map(day);

/** fast-check likes the ends of a range; a rare thing is to be rare. */
const mostly = <T, U>(usual: T, rare: fc.Arbitrary<U>): fc.Arbitrary<T | U> =>
  fc.oneof({ weight: 7, arbitrary: fc.constant(usual) }, rare);

const area = fc.integer({ min: 0, max: 6 });
const facts = fc.oneof(
  { weight: 7, arbitrary: fc.record({ floorAreaM2: area, lastOn: date }) },
  fc.record({ floorAreaM2: fc.constant("unclear"), lastOn: date }),
  fc.record({ floorAreaM2: area }),
  fc.record({ lastOn: date }),
);

/** Stretches one after the other, some of them without a record. */
const anyHistory = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 60 }), isGap: mostly(false, fc.constant(true)), kind, facts }), {
    minLength: 1,
    maxLength: 6,
    size: "max",
  })
  .map((stretches) => {
    let at = 0;
    return stretches.flatMap(({ length, isGap, kind: of, facts: held }, index): Dated<StationFacts>[] => {
      const from = day(at);
      at += length;
      const isLast = index === stretches.length - 1;
      return isGap ? [] : [{ from, ...(!isLast && { to: day(at) }), value: { kind: of, facts: held } }];
    });
  });

const anyRequirement = fc.record({
  graceDays: fc.oneof(fc.constant(0), fc.integer({ min: 10, max: 90 })),
  area: fc.integer({ min: 2, max: 5 }),
  months: fc.integer({ min: 1, max: 3 }),
  kinds: fc.constantFrom(undefined, undefined, ["communityStation" as const]),
});

const anyVersions = fc
  .array(
    fc.record({
      after: fc.integer({ min: 1, max: 60 }),
      withdrawn: mostly(null, fc.integer({ min: 1, max: 60 })),
      kinds: fc.constantFrom(["communityStation" as const], ["communityStation" as const, "heartLinkStation" as const]),
      area: anyRequirement,
      last: fc.option(anyRequirement, { freq: 3 }),
    }),
    { minLength: 1, maxLength: 4, size: "max" },
  )
  .map((versions) => {
    let at = -30;
    return versions.map(({ after, withdrawn, kinds, area, last }, index): Standard => {
      at += after;
      const made = (
        id: string,
        { graceDays, kinds: only }: typeof area,
        check: ReturnType<typeof requirement>["check"],
      ) => requirement({ id, graceDays, check, ...(only && { kinds: only }) });
      // Days before the first are not looked at, and the reference numbers days from the first.
      const from = Math.max(at, index);
      at = from;
      return standard({
        version: String(index + 1),
        effectiveFrom: day(from),
        ...(withdrawn !== null && { effectiveTo: day(from + withdrawn) }),
        kinds,
        requirements: [
          made("area", area, { is: "atLeast", fact: "floorAreaM2", value: area.area }),
          ...(last ? [made("last", last, { is: "notOlderThan", fact: "lastOn", months: last.months })] : []),
        ],
      });
    });
  });

it("whatever a place was like and whatever was asked of it, the report says what a look at every day says", () => {
  const reached = {
    deviates: 0,
    transition: 0,
    unknown: 0,
    byTime: 0,
    byStandard: 0,
    byPlace: 0,
    pastGrace: 0,
    fineBefore: 0,
    despiteGrace: 0,
  };
  fc.assert(
    fc.property(anyHistory, anyVersions, fc.integer({ min: 60, max: LAST }), (history, versions, now) => {
      const report = conformance({ id: "st-1", name: "站", history, standards: versions, asOf: days[now]! });
      const { met, deviations, unknown } = report.dimensions.find((one) => one.unification === "construction")!;
      for (const id of ["area", "last"]) {
        const states = days.slice(0, now + 1).map((_, on) => stateOn(on, id, history, versions));
        const state = states[now]!;
        const since = states.findLastIndex((one) => one !== state) + 1;
        const fine = states.findLastIndex((one, on) => on < since && (one === "met" || one === "notAsked"));
        const expected = { since: day(since), fineUntil: fine < 0 ? undefined : day(fine) };

        expect(met.includes(id)).toBe(state === "met");
        const deviation = deviations.find((one) => one.requirement === id);
        expect(deviation?.state).toBe(state === "deviates" || state === "transition" ? state : undefined);
        const unrecorded = unknown.find((one) => one.requirement === id);
        expect(unrecorded?.since).toBe(state === "unknown" ? expected.since : undefined);
        if (state === "unknown") reached.unknown++;
        if (deviation === undefined) continue;

        expect({ since: deviation.since, fineUntil: deviation.fineUntil }).toEqual(expected);
        reached[deviation.state]++;
        if (deviation.state === "transition") continue;
        if (fine >= 0) reached.fineBefore++;
        const inForce = versions.findLast(({ effectiveFrom }) => effectiveFrom <= days[now]!)!;
        const grace = inForce.requirements.find((one) => one.id === id)!.graceDays;
        if (now < days.indexOf(inForce.effectiveFrom) + grace) reached.despiteGrace++;
        if (states[since - 1] === "transition") reached.pastGrace++;
        else if (versions.some((one) => one.effectiveFrom === day(since))) reached.byStandard++;
        else if (history.some(({ from }) => from === day(since))) reached.byPlace++;
        else reached.byTime++;
      }
    }),
    { numRuns: 2000 },
  );
  for (const [way, times] of Object.entries(reached)) expect([way, times > 20]).toEqual([way, true]);
});

it("a place in transition deviates from the day the report names, if nothing changes", () => {
  let times = 0;
  const settled = fc.record({ record: facts, versions: anyVersions }).map(({ record, versions }) => ({
    history: [{ from: day(0), value: { kind: "communityStation" as const, facts: record } }],
    versions: versions.map(({ effectiveTo: _, ...version }) => version),
  }));
  fc.assert(
    fc.property(settled, ({ history, versions }) => {
      const reportOn = (asOf: string) =>
        conformance({ id: "st-1", name: "站", history, standards: versions, asOf }).dimensions.flatMap(
          ({ deviations }) => deviations.filter(({ requirement: id }) => id === "area"),
        );
      const [transition] = reportOn(versions.at(-1)!.effectiveFrom);
      if (transition?.state !== "transition") return;
      times++;
      const over = transition.deviatesFrom!;
      const before = new Date(Date.parse(over) - 1).toISOString().slice(0, 10);
      expect(reportOn(before)).toMatchObject([{ state: "transition" }]);
      expect(reportOn(over)).toMatchObject([{ state: "deviates", since: over }]);
    }),
    { numRuns: 1000 },
  );
  expect(times).toBeGreaterThan(20);
});
