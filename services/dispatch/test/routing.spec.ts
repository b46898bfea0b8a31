import { chinaCalendar } from "@wangge/calendar";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import routing from "../data/routing.json" with { type: "json" };
import { loadDepartments } from "../src/app/departments.ts";
import { RoutingSchema } from "../src/app/routing.ts";
import { compileRouting, explain, route, type Because, type Considered } from "../src/domain/route.ts";
import { aboutDepartment, wordsOf } from "../src/domain/route-words.ts";
import { routingProblems, tiesOf, unreachableRules } from "../src/domain/routing-check.ts";
import {
  CHANNELS,
  goesBefore,
  isWithin,
  mismatchOf,
  minutesOf,
  timeOf,
  type Facts,
  type RouteQuestion,
  type RoutingContent,
  type RoutingRule,
} from "../src/domain/routing.ts";

const { version: _version, effectiveFrom: _from, ...content } = routing;
const first = RoutingSchema.parse(content);

const rule = (id: string, data: Partial<RoutingRule> = {}): RoutingRule => ({
  id,
  department: "urban-management",
  handler: "department",
  priority: 3,
  alternates: [],
  reason: { zh: "因为", en: "because" },
  ...data,
});
const contentOf = (...rules: RoutingRule[]): RoutingContent => ({
  district: "510108",
  rulingAfterReturns: 3,
  fallbackPriority: { urgentHour: 2, workingHour: 3, workingDay: 3, naturalDay: 4 },
  rules,
});
const question = (data: Partial<RouteQuestion> = {}): RouteQuestion => ({
  grid: "510108013001001",
  category: "event-0120",
  standard: {
    id: "event-0120-1@2026.1",
    department: "urban-management",
    limit: { amount: 2, kind: "urgentHour" },
  },
  handler: "department",
  channel: "web",
  at: "2017-12-27T02:00:00.000Z", // a Wednesday, 10:00
  ...data,
});
const ask = (content: RoutingContent, data: Partial<RouteQuestion> = {}) =>
  explain(question(data), compileRouting("2026.1", content), chinaCalendar);

describe("who a case goes to", () => {
  it("is said by the filing standard where no rule fits", () => {
    const answer = ask(contentOf(rule("other", { category: "event-0501" })));
    expect(answer).toMatchObject({
      body: { department: "urban-management", handler: "department" },
      rule: "standard:event-0120-1@2026.1",
      priority: 2,
    });
    expect(answer.considered.at(-1)?.because).toEqual({ code: "fallback" });
  });

  it("goes by area before category before conditions", () => {
    const street = rule("street", { area: "510108013" });
    const category = rule("category", { category: "event-0120" });
    const both = rule("both", { area: "510108013", category: "event-01" });
    const more = rule("more", { area: "510108013", category: "event-01", when: { channel: ["web"] } });
    expect(ask(contentOf(category, street)).rule).toBe("street@2026.1");
    expect(ask(contentOf(category, street, both)).rule).toBe("both@2026.1");
    expect(ask(contentOf(category, street, both, more)).rule).toBe("more@2026.1");
    expect(ask(contentOf(category, street, both, more), { channel: "phone" }).rule).toBe("both@2026.1");
  });

  it("tells the night from the day, and working time from the rest", () => {
    const content = contentOf(
      rule("night", { category: "event", when: { hours: { from: "22:00", to: "06:00" } } }),
      rule("off", { category: "event-01", when: { workingTime: false } }),
    );
    expect(ask(content).rule).toMatch(/^standard:/);
    expect(ask(content, { at: "2017-12-27T04:30:00.000Z" }).rule).toBe("off@2026.1"); // 12:30, the noon break
    expect(ask(content, { at: "2017-12-30T02:00:00.000Z" }).rule).toBe("off@2026.1"); // a Saturday
    const only = contentOf(rule("night", { when: { hours: { from: "22:00", to: "06:00" } } }));
    expect(ask(only, { at: "2017-12-27T14:00:00.000Z" }).rule).toBe("night@2026.1"); // 22:00
    expect(ask(only, { at: "2017-12-27T21:59:00.000Z" }).rule).toBe("night@2026.1"); // 05:59
    expect(ask(only, { at: "2017-12-27T22:00:00.000Z" }).rule).toMatch(/^standard:/); // 06:00
  });

  it("does not guess about working time in a year without a calendar", () => {
    const content = contentOf(
      rule("off", { when: { workingTime: false } }),
      rule("on", { when: { workingTime: true } }),
    );
    const answer = ask(content, { at: "2031-05-05T02:00:00.000Z" });
    expect(answer.rule).toMatch(/^standard:/);
    expect(answer.considered[0]?.because).toMatchObject({ code: "workingTime", is: null });
  });

  it("does not guess about a channel that is not known", () => {
    const content = contentOf(rule("web", { when: { channel: ["web"] } }));
    expect(ask(content, { channel: undefined }).considered[0]?.because).toMatchObject({ code: "channel", is: null });
  });
});

describe("after a return", () => {
  const content = contentOf(
    rule("wide", { department: "housing", alternates: ["transport"] }),
    rule("narrow", {
      category: "event-01",
      department: "health",
      handler: "gridWorker",
      alternates: ["culture-and-sports"],
    }),
  );
  const after = (...returnedBy: string[]) => ask(content, { returnedBy });

  it("goes to the next alternate, then to the next rule, then to the standard, and says so", () => {
    expect(after()).toMatchObject({ body: { department: "health", handler: "gridWorker" }, rule: "narrow@2026.1" });
    const second = after("health");
    expect(second).toMatchObject({ body: { department: "culture-and-sports", handler: "department" } });
    expect(second.considered[0]?.because).toEqual({ code: "alternate", department: "culture-and-sports", place: 1 });
    const third = after("health", "culture-and-sports");
    expect(third).toMatchObject({
      body: { department: "housing" },
      rule: "wide@2026.1",
      alternates: ["transport", "urban-management"],
    });
    expect(third.considered[0]?.because).toEqual({ code: "returned", departments: ["health", "culture-and-sports"] });
    expect(third.considered[1]?.because).toEqual({ code: "next", department: "housing" });
    expect(after("health", "culture-and-sports", "housing", "transport").body).toEqual({
      department: "urban-management",
      handler: "department",
    });
  });

  it("has nobody left when all have returned it, and asks for a ruling from the third return on", () => {
    const all = after("health", "culture-and-sports", "housing", "transport", "urban-management");
    expect(all.body).toBeUndefined();
    expect(all.alternates).toEqual([]);
    expect(all.considered.every(({ because }) => because.code === "returned")).toBe(true);
    expect(after("health", "housing").ruling).toEqual({ after: 3, returns: 2, isDue: false });
    expect(after("health", "health", "housing").ruling).toEqual({ after: 3, returns: 3, isDue: true });
  });
});

const STANDARDS = [
  { id: "event-0120-1", category: "event-0120" },
  { id: "event-0120-2", category: "event-0120" },
  { id: "event-0501-1", category: "event-0501" },
  { id: "component-0101-1", category: "component-0101" },
];
const DEPARTMENTS = ["urban-management", "housing", "health", "transport"];
const context = { departments: new Set(DEPARTMENTS), standards: STANDARDS };

describe("an edition of the routing", () => {
  const codes = (...rules: RoutingRule[]): string[] =>
    routingProblems(contentOf(...rules), context).map(({ severity, code, at }) => `${severity} ${code} ${at}`);

  it("names departments, categories, standards and areas that there are", () => {
    expect(
      codes(
        rule("a", { department: "nobody", alternates: ["noone"] }),
        rule("b", { category: "event-0999" }),
        rule("c", { when: { standard: ["event-0120-9"] } }),
        rule("d", { area: "510109001" }),
        rule("e", { area: "510108001", alternates: ["housing", "housing"] }),
        rule("f", { area: "510108002", when: { hours: { from: "06:00", to: "06:00" } } }),
      ),
    ).toEqual([
      "error department.unknown a",
      "error department.unknown a",
      "error category.unknown b",
      "error standard.unknown c",
      "error area.other_district d",
      "error department.twice e",
      "error hours.empty f",
    ]);
  });

  it("has no two rules of which neither is more specific, where one case can meet both", () => {
    const night = { hours: { from: "22:00", to: "06:00" } };
    const day = { hours: { from: "06:00", to: "22:00" } };
    expect(codes(rule("a", { category: "event-01" }), rule("b", { category: "event-01" }))).toEqual([
      "error rules.tie a, b",
    ]);
    expect(codes(rule("a", { when: night }), rule("b", { when: day }))).toEqual([]);
    expect(codes(rule("a", { when: night }), rule("b", { when: { hours: { from: "05:59", to: "07:00" } } }))).toEqual([
      "error rules.tie a, b",
    ]);
    expect(codes(rule("a", { when: night }), rule("b", { when: { channel: ["web"] } }))).toEqual([
      "error rules.tie a, b",
    ]);
    expect(codes(rule("a", { when: { channel: ["app"] } }), rule("b", { when: { channel: ["web"] } }))).toEqual([]);
    expect(codes(rule("a"), rule("a", { category: "event" }))).toContain("error id.twice a");
  });

  it("warns of rules that no case ever goes by", () => {
    expect(
      codes(
        rule("never", { category: "event-05" }),
        rule("district", { area: "510108" }),
        rule("wide", { category: "event" }),
      ),
    ).toEqual(["warning rule.unreachable never", "warning rule.unreachable wide"]);
    expect(codes(rule("never", { category: "component", when: { standard: ["event-0120-1"] } }))).toEqual([
      "warning rule.unreachable never",
    ]);
    expect(
      codes(
        rule("on", { category: "event", when: { workingTime: true } }),
        rule("off", { category: "event", when: { workingTime: false } }),
        rule("never", { category: "event" }),
      ),
    ).toEqual(["warning rule.unreachable never"]);
  });
});

describe("the first edition", () => {
  it("has nothing wrong with it", async () => {
    const { standards } = (await import("../data/filing-standards.json", { with: { type: "json" } })).default;
    const departments = new Set(loadDepartments().keys());
    expect(routingProblems(first, { departments, standards })).toEqual([]);
  });

  it("sends straw fires of an agricultural street to agriculture, and others to urban management", () => {
    expect(ask(first).body?.department).toBe("agriculture");
    expect(ask(first, { grid: "510108002001001" }).body?.department).toBe("urban-management");
  });

  it("sends a collapsed road to the emergency duty by night, and to the road's keeper by day", () => {
    const collapse = {
      category: "event-0505",
      standard: { ...question().standard, id: "event-0505-1@2026.1", department: "road-maintenance" },
    };
    expect(ask(first, collapse)).toMatchObject({ body: { department: "road-maintenance" }, priority: 1 });
    expect(ask(first, { ...collapse, at: "2017-12-27T18:00:00.000Z" })).toMatchObject({
      body: { department: "emergency-management" },
      rule: "road-collapse-off-hours@2026.1",
    });
  });

  it("takes no wider rule's emergency duty for a burst gas pipe", () => {
    const burst = { category: "event-0502", at: "2017-12-27T18:00:00.000Z" };
    expect(ask(first, burst).body?.department).toBe("gas-supply");
  });
});

// Properties. Few values, so that rules meet questions and each other often.
const AREAS = ["510108", "510108013", "510108014", "510108013001", "510108013001001"];
const anyHours = fc.constantFrom(
  { from: "22:00", to: "06:00" },
  { from: "06:00", to: "22:00" },
  { from: "12:00", to: "14:00" },
);
const anyWhen = fc.record(
  {
    channel: fc.subarray([...CHANNELS], { minLength: 1 }),
    hours: anyHours,
    workingTime: fc.boolean(),
    visibility: fc.constantFrom("public", "private"),
    standard: fc.subarray(["event-0120-1", "event-0120-2", "event-0501-1"], { minLength: 1 }),
  },
  { requiredKeys: [] },
);
const anyRule = fc
  .record(
    {
      area: fc.constantFrom(...AREAS),
      category: fc.constantFrom("event", "event-01", "event-0120", "event-0501", "component"),
      when: anyWhen,
      department: fc.constantFrom(...DEPARTMENTS),
      alternates: fc.subarray(DEPARTMENTS),
    },
    { requiredKeys: ["department", "alternates"] },
  )
  .map(({ alternates, department, ...rest }) => ({
    ...rest,
    department,
    alternates: alternates.filter((one) => one !== department),
  }));
const anyRules = fc
  .array(anyRule, { minLength: 6, maxLength: 24, size: "max" })
  .map((rules) =>
    rules.map((one, index) => rule(`rule-${String(index).padStart(2, "0")}`, one as Partial<RoutingRule>)),
  );
const anyQuestion = fc
  .record({
    grid: fc.constantFrom("510108013001001", "510108013001002", "510108014001001", "510108002001001"),
    id: fc.constantFrom("event-0120-1", "event-0120-2", "event-0501-1", "component-0101-1"),
    channel: fc.constantFrom(...CHANNELS, undefined),
    visibility: fc.constantFrom("public" as const, "private" as const),
    hour: fc.integer({ min: 0, max: 24 * 7 - 1 }),
    returnedBy: fc.array(fc.constantFrom(...DEPARTMENTS), { maxLength: 4 }),
  })
  .map(({ id, hour, ...rest }) =>
    question({
      ...rest,
      category: id.slice(0, -2),
      standard: { ...question().standard, id: `${id}@2026.1` },
      at: new Date(Date.parse("2017-12-24T16:00:00.000Z") + hour * 3_600_000).toISOString(),
    }),
  );

const fits = ({ area, category, when }: RoutingRule, asked: RouteQuestion): boolean => {
  const local = new Date(Date.parse(asked.at) + 8 * 3_600_000);
  const [hour, weekday] = [local.getUTCHours(), local.getUTCDay()];
  const works = weekday >= 1 && weekday <= 5 && ((hour >= 8 && hour < 12) || (hour >= 14 && hour < 18));
  const inside = (from: number, to: number) => (from < to ? hour >= from && hour < to : hour >= from || hour < to);
  return (
    (area === undefined || asked.grid.startsWith(area)) &&
    (category === undefined || asked.category.startsWith(category)) &&
    (when?.channel === undefined || when.channel.some((one) => one === asked.channel)) &&
    (when?.hours === undefined || inside(Number(when.hours.from.slice(0, 2)), Number(when.hours.to.slice(0, 2)))) &&
    (when?.workingTime === undefined || when.workingTime === works) &&
    (when?.visibility === undefined || when.visibility === asked.visibility) &&
    (when?.standard === undefined || when.standard.some((one) => `${one}@2026.1` === asked.standard.id))
  );
};

/** The slow way, written from the rule's words alone: 25 December 2017 is a Monday, and its week has no holiday. */
const naive = (
  rules: readonly RoutingRule[],
  asked: RouteQuestion,
): { department: string | undefined; rule: string; alternates: readonly string[] } => {
  const measure = (one: RoutingRule): [number, number, number] => [
    one.area === undefined ? 0 : one.area.length,
    one.category === undefined ? 0 : one.category.length,
    Object.keys(one.when ?? {}).length,
  ];
  let left = rules.filter((one) => fits(one, asked));
  const order: { rule: string; departments: string[] }[] = [];
  while (left.length > 0) {
    let best = left[0] as RoutingRule;
    for (const one of left) {
      const [a, b] = [measure(one), measure(best)];
      const at = a.findIndex((value, index) => value !== b[index]);
      if (at >= 0 ? (a[at] ?? 0) > (b[at] ?? 0) : one.id < best.id) best = one;
    }
    order.push({ rule: `${best.id}@2026.1`, departments: [best.department, ...best.alternates] });
    left = left.filter((one) => one !== best);
  }
  order.push({ rule: `standard:${asked.standard.id}`, departments: [asked.standard.department] });
  const remaining = order.flatMap(({ rule: by, departments }) =>
    departments
      .filter((one) => !(asked.returnedBy ?? []).includes(one))
      .map((department) => ({ department, rule: by })),
  );
  const once = remaining.filter(
    ({ department }, index) => remaining.findIndex((other) => other.department === department) === index,
  );
  return {
    department: once[0]?.department,
    rule: once[0]?.rule ?? order[0]?.rule ?? "",
    alternates: once.slice(1).map(({ department }) => department),
  };
};

describe("whatever the rules and the question", () => {
  const reached = { rules: 0, fallbacks: 0, alternates: 0, exhausted: 0, outranked: 0, runs: 0 };

  it("the most specific wins in whatever order they stand, as the slow reference says, and the list agrees", () => {
    fc.assert(
      fc.property(anyRules, anyQuestion, fc.integer(), (rules, asked, seed) => {
        const turned = rules.map((_, index) => rules[(index * 7 + Math.abs(seed)) % rules.length] as RoutingRule);
        const shuffled = new Set(turned).size === rules.length ? turned : rules.toReversed();
        const [one, other] = [contentOf(...rules), contentOf(...shuffled)].map((content) =>
          compileRouting("2026.1", content),
        ) as [ReturnType<typeof compileRouting>, ReturnType<typeof compileRouting>];
        const answer = explain(asked, one, chinaCalendar);
        expect(explain(asked, other, chinaCalendar)).toEqual(answer);
        const { considered: _, ...bare } = answer;
        expect(route(asked, one, chinaCalendar)).toEqual(bare);
        const wanted = naive(rules, asked);
        expect({ department: answer.body?.department, rule: answer.rule, alternates: answer.alternates }).toEqual(
          wanted,
        );
        reached.runs += 1;
        if (answer.body === undefined) reached.exhausted += 1;
        else if (answer.rule.startsWith("standard:")) reached.fallbacks += 1;
        else reached.rules += 1;
        if (answer.considered.some(({ because }) => because.code === "alternate")) reached.alternates += 1;
      }),
      { numRuns: 500 },
    );
    expect(reached.rules).toBeGreaterThan(reached.runs / 4);
    for (const count of [reached.fallbacks, reached.alternates, reached.exhausted]) expect(count).toBeGreaterThan(10);
  });

  it("every rule is in the list once, and what it says of itself is true", () => {
    let outranked = 0;
    const mismatches = new Set<string>();
    fc.assert(
      fc.property(anyRules, anyQuestion, (rules, asked) => {
        const {
          considered,
          rule: chosen,
          body,
        } = explain(asked, compileRouting("2026.1", contentOf(...rules)), chinaCalendar);
        expect(considered.map(({ ruleId }) => ruleId).toSorted()).toEqual(
          [...rules.map(({ id }) => id), `standard:${asked.standard.id}`].toSorted(),
        );
        const winners = considered.filter(({ because: { code } }) =>
          ["mostSpecific", "fallback", "alternate", "next"].includes(code),
        );
        expect(winners.length).toBe(body === undefined ? 0 : 1);
        for (const one of considered) {
          expect(isTrue(one, rules, asked, chosen)).toBe(true);
          if (one.because.code === "outranked") outranked += 1;
          if (!one.matched) mismatches.add(one.because.code);
          const { zh, en } = wordsOf(one, (code) => ({ zh: code, en: code }));
          for (const words of [zh, en]) expect(words).toContain(one.ruleId);
        }
      }),
      { numRuns: 300 },
    );
    expect(outranked).toBeGreaterThan(100);
    expect(mismatches).toEqual(
      new Set(["area", "category", "channel", "hours", "workingTime", "visibility", "standard"]),
    );
  });

  /** Looks at the rule itself and not at how the reason was found. */
  const isTrue = (one: Considered, rules: readonly RoutingRule[], asked: RouteQuestion, chosen: string): boolean => {
    const own = rules.find(({ id }) => id === one.ruleId);
    const because: Because = one.because;
    const returned = asked.returnedBy ?? [];
    if (one.matched !== (own === undefined || fits(own, asked))) return false;
    const named = [one.department, ...one.alternates];
    switch (because.code) {
      case "mostSpecific":
      case "fallback":
      case "next":
        return one.matched && !returned.includes(one.department) && chosen.startsWith(one.ruleId);
      case "alternate":
        return (
          named[because.place] === because.department &&
          !returned.includes(because.department) &&
          returned.includes(one.department)
        );
      case "returned":
        return (
          named.every((department) => returned.includes(department)) &&
          because.departments.length > 0 &&
          because.departments.every((department) => returned.includes(department))
        );
      case "outranked": {
        const winner = rules.find(({ id }) => id === because.rule);
        if (winner === undefined || `${winner.id}@2026.1` !== chosen || !fits(winner, asked)) return false;
        if (own === undefined) return because.by === "fallback";
        return goesBefore(own, winner) === undefined && goesBefore(winner, own) === because.by;
      }
      case "area":
        return own?.area === because.wants && !asked.grid.startsWith(because.wants) && asked.grid === because.is;
      case "category":
        return own?.category === because.wants && !asked.category.startsWith(because.wants);
      case "channel":
        return (
          own?.when?.channel === because.wants &&
          (asked.channel ?? null) === because.is &&
          !because.wants.includes(because.is as never)
        );
      case "hours":
        return own?.when?.hours === because.wants && !isWithin(because.wants, minutesOf(because.is));
      case "workingTime":
        return own?.when?.workingTime === because.wants && because.is === !because.wants;
      case "visibility":
        return (
          own?.when?.visibility === because.wants && asked.visibility === because.is && because.is !== because.wants
        );
      case "standard":
        return (
          own?.when?.standard === because.wants &&
          !because.wants.includes(because.is) &&
          asked.standard.id.startsWith(because.is)
        );
    }
  };

  it("two rules tie exactly where the id alone decides some case between them", () => {
    let ties = 0;
    let free = 0;
    fc.assert(
      fc.property(anyRule, anyRule, (one, other) => {
        const [a, b] = [rule("a", one), rule("b", other)];
        const byId = goesBefore(a, b) === "id" || goesBefore(b, a) === "id";
        const meets =
          byId && everyCase().some((facts) => mismatchOf(a, facts) === undefined && mismatchOf(b, facts) === undefined);
        expect(tiesOf([a, b], STANDARDS).length).toBe(meets ? 1 : 0);
        if (meets) ties += 1;
        else if (byId) free += 1;
      }),
      { numRuns: 20_000 },
    );
    expect(ties).toBeGreaterThan(5);
    expect(free).toBeGreaterThan(5);
  });

  it("a rule is called unreachable exactly where it wins none of all possible cases", () => {
    // Of few kinds, so that they crowd each other out by their conditions too, and not by area and category alone.
    const crowded = fc.record(
      {
        area: fc.constantFrom("510108013", "510108013001"),
        category: fc.constantFrom("event-01", "event-0120"),
        when: fc.oneof({ weight: 3, arbitrary: fc.record({ hours: anyHours }) }, { weight: 2, arbitrary: anyWhen }),
      },
      { requiredKeys: ["category"] },
    );
    let byPlace = 0;
    let byConditions = 0;
    fc.assert(
      fc.property(
        fc.array(fc.oneof({ weight: 1, arbitrary: anyRule }, { weight: 3, arbitrary: crowded }), {
          minLength: 4,
          maxLength: 12,
          size: "max",
        }),
        (data) => {
          const rules = data.map((one, index) => rule(`rule-${String(index)}`, one as Partial<RoutingRule>));
          const compiled = compileRouting("2026.1", contentOf(...rules));
          const winners = new Set(
            everyCase().map((facts) => compiled.ordered.find((one) => mismatchOf(one, facts) === undefined)?.id),
          );
          const never = unreachableRules(contentOf(...rules), context).map(({ id }) => id);
          expect(never.toSorted()).toEqual(
            rules
              .map(({ id }) => id)
              .filter((id) => !winners.has(id))
              .toSorted(),
          );
          const bare = rules.filter(({ when }) => when === undefined);
          for (const id of never) {
            const own = rules.find((one) => one.id === id);
            if (own !== undefined && bare.some((one) => one !== own && goesBefore(one, own))) byPlace += 1;
            else byConditions += 1;
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(byPlace).toBeGreaterThan(20);
    expect(byConditions).toBeGreaterThan(20);
  });

  /** Every combination that these rules can tell apart, spelled out. */
  const everyCase = (): Facts[] => (all ??= [...combinations()]);
  let all: Facts[] | undefined;
  function* combinations(): Generator<Facts> {
    for (const grid of ["510108013001001", "510108013001009", "510108013009009", "510108014009009", "510108099009009"])
      for (const { id: standard, category } of STANDARDS)
        for (const channel of CHANNELS)
          for (const visibility of ["public", "private"] as const)
            for (const working of [true, false])
              for (const hour of [0, 6, 12, 14, 22])
                yield { grid, category, channel, visibility, minute: hour * 60, working, standard };
  }
});

describe("in words", () => {
  const nameOf = (department: string) => loadDepartments().get(department)?.name ?? { zh: department, en: department };

  it("says why this body, in both languages", () => {
    const [won] = ask(first).considered.filter(({ because }) => because.code === "mostSpecific");
    expect(won && wordsOf(won, nameOf)).toEqual({
      zh: "规则 agricultural-013-burning（农业农村局）适用，且最为具体。",
      en: "Rule agricultural-013-burning (Agriculture) fits and is the most specific.",
    });
  });

  it("says why not that one", () => {
    const verdict = (department: string, ...returnedBy: string[]): string =>
      aboutDepartment(ask(first, { returnedBy }), department, returnedBy, nameOf).verdict;
    expect(verdict("agriculture")).toBe("chosen");
    expect(verdict("environmental-protection")).toBe("alternate");
    expect(verdict("agriculture", "agriculture")).toBe("returned");
    expect(verdict("environmental-protection", "agriculture")).toBe("chosen");
    expect(verdict("traffic-police")).toBe("notMatched");
    expect(verdict("veterans-affairs")).toBe("notNamed");
    expect(aboutDepartment(ask(first), "traffic-police", [], nameOf).rules).toContain("parked-vehicles");
  });

  it("spells times as the rules do", () =>
    expect([timeOf(0), timeOf(1439), timeOf(365)]).toEqual(["00:00", "23:59", "06:05"]));
});
