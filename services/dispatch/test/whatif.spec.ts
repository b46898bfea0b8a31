import { chinaCalendars } from "@wangge/calendar";
import data from "@wangge/calendar/data/cn-2012-2026.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import { ChangedRules, changesOf, linesFromHistories, rulesThatWere, tableOf, whatIf } from "../src/app/whatif.ts";
import { caseDecider, firstProcess, type CaseCommand, type CaseEvent } from "../src/domain/index.ts";
import { changed, lifeOf, replay } from "../src/domain/whatif/index.ts";
import { line, people } from "./any-life.ts";
import { body, later, openCase, problem, T0, filedStandards } from "./builders.ts";

const standards = filedStandards();
const UNTIL = "2018-01-20T00:00:00.000Z";
const lineOf = () => line;

const lived = (commands: readonly CaseCommand[]) => {
  let state = caseDecider.initial;
  return commands.flatMap((command) => {
    const events = caseDecider.decide(command, state);
    state = events.reduce(caseDecider.evolve, state);
    return events.map((event) => ({ event }));
  });
};

const { worker, department, dispatcher, supervisor } = people;
const open = openCase({ body });
const accept = (minutes: number): CaseCommand => ({ type: "AcceptCase", by: worker, at: later(T0, minutes) });
const handle = (minutes: number): CaseCommand => ({ type: "ReportHandled", by: worker, at: later(T0, minutes) });
const check = (minutes: number): CaseCommand => ({
  type: "CheckCase",
  data: { passed: true },
  by: supervisor,
  at: later(T0, minutes),
});
const extend = (minutes: number): readonly CaseCommand[] => [
  { type: "MakeRequest", data: { kind: "extension", reason: "rain" }, by: worker, at: later(T0, minutes) },
  { type: "DecideRequest", data: { granted: true }, by: department, at: later(T0, minutes + 1) },
  { type: "DecideRequest", data: { granted: true }, by: dispatcher, at: later(T0, minutes + 2) },
];

/** Handled after 20 hours, of 24. */
const ordinary = lived([open, accept(5), handle(20 * 60), check(20 * 60 + 10)]);
/** Handled after 30 hours, with an extension. */
const extendedOnce = lived([open, accept(5), ...extend(600), handle(30 * 60), check(30 * 60 + 10)]);

const changes = (rules: unknown) => changesOf(ChangedRules.parse(rules), { process: firstProcess, standards });

const under = (rules: unknown, ...histories: readonly (readonly { readonly event: CaseEvent }[])[]) => {
  const cases = histories.map((history, index) => ({ id: `case-${String(index)}`, history }));
  const pages = async function* () {
    yield cases;
  };
  return whatIf({ pages: pages(), changes: changes(rules), until: UNTIL, lineOf });
};

describe("what if 推演", () => {
  it("a report under a control, and a history with words removed, come out as they were", async () => {
    const controlled = lived([{ type: "OpenCase", data: { ...problem, verify: false, body, control: "c1" }, at: T0 }]);
    const redaction = { type: "FieldRedacted", data: { sequence: 1, path: "data.reason", at: T0 } };
    const redacted = [...ordinary, { event: redaction as never }];
    const { proof } = await under({ rulingAfterReturns: 9 }, controlled, redacted);
    expect(proof).toEqual({ same: 2, different: [] });
  });

  it("a shorter limit: late, told up the ladder, and the first event that is otherwise is the order", async () => {
    const rules = { standards: { standards: [{ id: "event-0110-1", limit: { amount: 2, kind: "urgentHour" } }] } };
    const { proof, changed: differences, total } = await under(rules, ordinary, extendedOnce);
    expect(proof).toEqual({ same: 2, different: [] });
    expect(total.was).toMatchObject({ late: 0, missed: 0, escalations: {} });
    expect(total.is).toMatchObject({
      late: 2,
      missed: 2,
      missedOf: { handling: 2 },
      escalations: { 1: 2, 2: 2, 3: 2 },
    });
    expect(differences[0]).toMatchObject({
      caseId: "case-0",
      rules: ["standards.event-0110-1"],
      first: { index: 1, was: { dueAt: later(T0, 24 * 60) }, is: { type: "CaseAssigned", dueAt: later(T0, 120) } },
      was: { late: 0, told: 0 },
      is: { late: 1, told: 3 },
    });
  });

  it("no extensions: what the dispatcher granted is impossible, which is said, and the deadline is missed", async () => {
    const {
      total,
      impossible,
      changed: differences,
    } = await under({ process: { limits: { extensions: 0 } } }, ordinary, extendedOnce);
    expect(total.was).toMatchObject({ granted: 1, missed: 0 });
    expect(total.is).toMatchObject({ granted: 0, missed: 1, late: 1 });
    expect(impossible.map(({ caseId, command, code }) => [caseId, command, code])).toEqual([
      ["case-1", "MakeRequest", "dispatch.case.extensions_used"],
      ["case-1", "DecideRequest", "dispatch.case.no_request"],
      ["case-1", "DecideRequest", "dispatch.case.no_request"],
    ]);
    expect(differences.map(({ caseId, rules }) => [caseId, rules])).toEqual([
      ["case-1", ["process.limits.extensions"]],
    ]);
  });

  it("another department: the order goes there, the work takes as long, and is done by whoever has the order", async () => {
    const {
      total,
      departments,
      impossible,
      changed: differences,
    } = await under({ routing: [{ category: "event-0110", street: problem.street, department: "housing" }] }, ordinary);
    expect(impossible).toEqual([]);
    expect(total.is).toMatchObject({ orders: 1, closed: 1, late: 0 });
    expect(departments["environmental-sanitation"]).toMatchObject({ was: { orders: 1 }, is: { orders: 0 } });
    expect(departments.housing).toMatchObject({ was: { orders: 0 }, is: { orders: 1, cases: 1, closed: 1 } });
    expect(differences[0]?.rules).toEqual([`routing.event-0110/${problem.street}`]);
  });

  it("a holiday more: work that was done in working time takes its working time, and the deadline moves by the calendar", async () => {
    // Two working days from Wednesday 09:00; done on Thursday at 17:00 local, in working time.
    const standard = { ...problem.standard, limit: { amount: 2, kind: "workingDay" as const } };
    const start: CaseCommand = { type: "OpenCase", data: { ...problem, standard, verify: false, body }, at: T0 };
    const history = lived([start, accept(5), handle(32 * 60), check(32 * 60 + 10)]);
    const off = [...data.years["2017"].off, "12-28"];
    const calendar = { ...data, version: "what-if", years: { ...data.years, "2017": { ...data.years["2017"], off } } };
    const life = lifeOf(history, rulesThatWere.processOf);
    if (life === undefined) throw new Error("it begins with an opening");
    const { events } = replay(life, {
      rules: changed(rulesThatWere, changes({ calendar })),
      lived: chinaCalendars,
      looks: "exact",
      until: UNTIL,
      lineOf,
    });
    const assigned = events.find((event) => event.type === "CaseAssigned");
    const handled = events.find((event) => event.type === "CaseHandled");
    expect(assigned?.data.dueAt).toBe("2018-01-02T01:00:00.000Z");
    expect(handled?.data.at).toBe(later(T0, 56 * 60));
  });

  it("a ladder of one level: nobody above hears of it", async () => {
    const late = lived([open, accept(5), handle(50 * 60), check(50 * 60 + 10)]);
    const ladder = { levels: [firstProcess.ladder.levels[0]], exhaustedAfter: firstProcess.ladder.exhaustedAfter };
    const { total, lookedLate } = await under({ process: { ladder } }, late);
    expect(lookedLate).toBe(1);
    expect(total.was).toMatchObject({ escalations: { 1: 1, 2: 1, 3: 1 }, exhausted: 0 });
    expect(total.is).toMatchObject({ escalations: { 1: 1 }, exhausted: 1 });
  });

  it("two rules, neither of which is enough: it says that only both together do it", async () => {
    // 24 h and one extension reach 48 h; 20 h and one extension 40 h; 24 h alone would do for 23 h.
    const history = lived([open, accept(5), ...extend(600), handle(23 * 60), check(23 * 60 + 10)]);
    const rules = {
      process: { limits: { suspensions: 0 } },
      rulingAfterReturns: 4,
      standards: { standards: [{ id: "event-0110-1", limit: { amount: 22, kind: "urgentHour" } }] },
    };
    expect((await under(rules, history)).changed).toEqual([]);
    const both = { ...rules, process: { limits: { extensions: 0, suspensions: 0 } } };
    const found = await under(both, history);
    // No extension by itself changes what is counted; the shorter limit only with it.
    expect(found.changed[0]?.rules).toEqual(["process.limits.extensions"]);
    expect(found.total.is.late).toBe(1);
  });

  it("verification that is no longer asked for is left out; one that nobody made leaves the case undecided", async () => {
    const start: CaseCommand = { type: "OpenCase", data: { ...problem, verify: true }, at: T0 };
    const confirm: CaseCommand = { type: "VerifyCase", data: { confirmed: true, body }, at: later(T0, 20) };
    const history = lived([start, confirm, accept(25), handle(600), check(610)]);
    const life = lifeOf(history, rulesThatWere.processOf);
    if (life === undefined) throw new Error("it begins with an opening");
    const again = (verify: "dropped" | "demanded", of = life) =>
      replay(of, {
        rules: changed(rulesThatWere, [
          { kind: "standard", rule: "standard", to: { ...problem.standard, id: "event-0110-1", edition: "x", verify } },
        ]),
        lived: chinaCalendars,
        looks: "exact",
        until: UNTIL,
        lineOf,
      });
    const { events, impossible } = again("dropped");
    expect(impossible).toEqual([]);
    expect(events.map(({ type, data: { at } }) => [type, at])).toEqual([
      ["CaseFiled", T0],
      ["CaseAssigned", T0],
      ["CaseAccepted", later(T0, 5)],
      ["CaseHandled", later(T0, 580)],
      ["CaseClosed", later(T0, 590)],
    ]);
    const unverified = lifeOf(ordinary, rulesThatWere.processOf);
    expect(unverified === undefined ? undefined : again("demanded", unverified).isUndecided).toBe(true);
  });

  it("refuses rules that could not be published, by their own codes", () => {
    const code = (rules: unknown): unknown => {
      try {
        changes(rules);
      } catch (error) {
        return (error as { readonly code?: string }).code;
      }
      return undefined;
    };
    const [first] = firstProcess.ladder.levels;
    const ladder = {
      levels: [{ ...first, after: { amount: 1, kind: "workingHour" } }],
      exhaustedAfter: { amount: 1, kind: "workingDay" },
    };
    expect(code({ process: { ladder } })).toBe("dispatch.whatif.process_invalid");
    expect(code({ standards: { standards: [{ id: "event-9999-1" }] } })).toBe("dispatch.whatif.standard_unknown");
    expect(code({ routing: [{ department: "nobody" }] })).toBe("dispatch.whatif.department_unknown");
    expect(code({ calendar: { ...data, slots: ["18:00-08:00"] } })).toBe("dispatch.whatif.calendar_invalid");
    expect(code({})).toBeUndefined();
  });

  it("takes whole editions, and sees no change in what they repeat", () => {
    expect(changes({ process: firstProcess })).toEqual([]);
    expect(changes({ standards: { version: "2026.1", standards } })).toEqual([]);
  });

  it("shows neither texts nor persons, in the table or in the answer", async () => {
    const late = lived([open, accept(5), ...extend(600), handle(90 * 60), check(90 * 60 + 10)]);
    const comparison = await under({ process: { limits: { extensions: 0 } } }, late);
    const shown = `${JSON.stringify(comparison)} ${tableOf(comparison).join("\n")}`;
    expect(comparison.changed.length).toBe(1);
    for (const hidden of ["rain", "w-9001", "acc-"]) expect(shown).not.toContain(hidden);
    expect(tableOf(comparison).join("\n")).toContain("by process.limits.extensions");
  });

  it("knows from the histories who was told, and supposes the others at their posts", () => {
    const lines = linesFromHistories();
    const told = lived([
      open,
      { type: "WakeCase", data: { line: { gridResponsible: "w-9001" } }, at: later(T0, 30 * 60) },
    ]);
    lines.take(problem.grid, told);
    const posts = firstProcess.ladder.levels.map(({ post }) => post);
    expect(lines.lineOf(posts)(problem.grid)).toEqual({
      gridResponsible: "w-9001",
      communitySecretary: undefined,
      streetDirector: undefined,
    });
    expect(lines.lineOf(posts)("510108002001002").gridResponsible).toBe("supposed");
  });
});
