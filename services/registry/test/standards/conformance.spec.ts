import { describe, expect, it } from "vitest";
import { STATION_KINDS, UNIFICATIONS, type Fact, type Predicate } from "../../src/domain/standards/index.ts";
import { atLeast, dimension, recorded, reportOf, requirement, standard } from "./builders.ts";

const of = (...input: Parameters<typeof reportOf>) => dimension(reportOf(...input));
const [small, large] = [{ floorAreaM2: 80 }, { floorAreaM2: 120 }];
/** The second version asks for more, and gives time for it. */
const raised = (graceDays: number, to = 150) =>
  standard({
    version: "2.0",
    effectiveFrom: "2015-01-01",
    requirements: [requirement({ check: atLeast(to), graceDays })],
  });

describe("a station and one standard", () => {
  it("conforms when every demand is met, and says by which version and which source", () => {
    expect(of("2014-01-01")).toEqual({
      unification: "construction",
      status: "conforms",
      standards: [{ id: "construction-norms", version: "1.0", effectiveFrom: "2014-01-01", source: "测试" }],
      met: ["construction.floorArea"],
      deviations: [],
      unknown: [],
    });
  });

  it("deviates from the day the standard takes effect, and was fine until the day before", () => {
    const history = [recorded(small)];
    expect(of("2013-12-31", { history }).status).toBe("notApplicable");
    expect(of("2014-03-01", { history })).toMatchObject({
      status: "deviates",
      deviations: [
        {
          requirement: "construction.floorArea",
          text: { zh: "建筑面积", en: "floor area" },
          expected: { zh: "不少于 100", en: "at least 100" },
          found: 80,
          state: "deviates",
          since: "2014-01-01",
          fineUntil: "2013-12-31",
          basis: { kind: "assumption" },
          standard: { id: "construction-norms", version: "1.0", source: "测试" },
        },
      ],
    });
  });

  it("deviates from the day its own fact changed, if that came later", () => {
    const history = [recorded(large, "2013-01-01", "2014-06-10"), recorded(small, "2014-06-10")];
    expect(of("2014-06-09", { history }).status).toBe("conforms");
    expect(of("2014-06-10", { history }).deviations).toMatchObject([{ since: "2014-06-10", fineUntil: "2014-06-09" }]);
    expect(of("2016-01-01", { history }).deviations).toMatchObject([{ since: "2014-06-10", fineUntil: "2014-06-09" }]);
  });

  it("has deviated since its first day of record when it never was fine", () => {
    const [deviation] = of("2014-12-01", { history: [recorded(small, "2014-05-05")] }).deviations;
    expect(deviation).toMatchObject({ since: "2014-05-05" });
    expect(deviation).not.toHaveProperty("fineUntil");
  });

  it("counts the last unbroken stretch only", () => {
    const history = [
      recorded(small, "2013-01-01", "2014-03-01"),
      recorded(large, "2014-03-01", "2014-04-01"),
      recorded({ floorAreaM2: 60 }, "2014-04-01", "2014-05-01"),
      recorded(small, "2014-05-01"),
    ];
    expect(of("2014-06-01", { history }).deviations).toMatchObject([
      { since: "2014-04-01", fineUntil: "2014-03-31", found: 80 },
    ]);
  });

  it("takes records in any order", () => {
    const history = [recorded(small, "2014-06-10"), recorded(large, "2013-01-01", "2014-06-10")];
    expect(of("2014-07-01", { history }).deviations).toMatchObject([{ since: "2014-06-10" }]);
  });

  it("asks nothing of other kinds of places, nor of a place that is not on record", () => {
    const centre = [{ from: "2013-01-01", value: { kind: "accountingCentre" as const, facts: small } }];
    expect(of("2014-06-01", { history: centre })).toMatchObject({ status: "notApplicable", standards: [] });
    const closed = reportOf("2014-06-01", { history: [recorded(small, "2013-01-01", "2014-06-01")] });
    expect(closed).not.toHaveProperty("kind");
    expect(closed.dimensions.map(({ status }) => status)).toEqual(UNIFICATIONS.map(() => "notApplicable"));
  });

  it("answers for all six, in the reform's order", () => {
    expect(reportOf("2014-06-01").dimensions.map(({ unification }) => unification)).toEqual([...UNIFICATIONS]);
    expect(STATION_KINDS).toHaveLength(6);
  });
});

describe("what the register does not say", () => {
  const zones = requirement({ id: "construction.zones", check: { is: "present", fact: "zones" } });
  const standards = [standard({ requirements: [requirement(), zones] })];

  it("is unknown, not a deviation, and is listed with its first day", () => {
    const history = [
      recorded({ floorAreaM2: 120, zones: ["waiting"] }, "2013-01-01", "2014-02-01"),
      recorded(large, "2014-02-01"),
    ];
    expect(of("2014-03-01", { history, standards })).toMatchObject({
      status: "unknown",
      met: ["construction.floorArea"],
      deviations: [],
      unknown: [{ requirement: "construction.zones", fact: "zones", since: "2014-02-01" }],
    });
  });

  it("does not hide a deviation, and comes before a transition", () => {
    const history = [recorded(small)];
    expect(of("2014-03-01", { history, standards }).status).toBe("deviates");
    const lenient = [standard({ requirements: [requirement({ graceDays: 365 }), zones] })];
    expect(of("2014-03-01", { history, standards: lenient })).toMatchObject({
      status: "unknown",
      deviations: [{ state: "transition" }],
    });
  });

  it("is also what it says in a form that means nothing", () => {
    const history = [recorded({ floorAreaM2: "about 100" })];
    expect(of("2014-03-01", { history }).unknown).toMatchObject([{ found: "about 100", since: "2014-01-01" }]);
  });

  it("breaks a deviation: nobody can say that it lasted", () => {
    const history = [
      recorded(small, "2013-01-01", "2014-02-01"),
      recorded({}, "2014-02-01", "2014-03-01"),
      recorded(small, "2014-03-01"),
    ];
    expect(of("2014-04-01", { history }).deviations).toMatchObject([{ since: "2014-03-01", fineUntil: "2013-12-31" }]);
  });

  it("and so do days without a record", () => {
    const history = [recorded(small, "2013-01-01", "2014-02-01"), recorded(small, "2014-03-01")];
    expect(of("2014-04-01", { history }).deviations).toMatchObject([{ since: "2014-03-01", fineUntil: "2013-12-31" }]);
  });
});

describe("the next version", () => {
  it("takes over on its first day, not a day earlier", () => {
    const standards = [raised(0), standard()];
    expect(of("2014-12-31", { standards })).toMatchObject({ status: "conforms", standards: [{ version: "1.0" }] });
    expect(of("2015-01-01", { standards })).toMatchObject({
      status: "deviates",
      deviations: [{ since: "2015-01-01", fineUntil: "2014-12-31", standard: { version: "2.0" } }],
    });
  });

  it("leaves a deviation unbroken when both versions say so", () => {
    const standards = [standard(), raised(0)];
    expect(of("2015-06-01", { standards, history: [recorded(small)] }).deviations).toMatchObject([
      { since: "2014-01-01", fineUntil: "2013-12-31", standard: { version: "2.0" } },
    ]);
  });

  it("ends a deviation when it asks for less", () => {
    const standards = [standard(), raised(0, 50)];
    expect(of("2015-06-01", { standards, history: [recorded(small)] }).status).toBe("conforms");
  });

  it("may stop asking a kind of place, and a withdrawn standard asks nothing", () => {
    const elsewhere = standard({ version: "2.0", effectiveFrom: "2015-01-01", kinds: ["heartLinkStation"] });
    expect(of("2015-01-01", { standards: [standard(), elsewhere] }).status).toBe("notApplicable");
    const withdrawn = standard({ effectiveTo: "2014-07-01" });
    expect(of("2014-06-30", { standards: [withdrawn] }).status).toBe("conforms");
    expect(of("2014-07-01", { standards: [withdrawn] }).status).toBe("notApplicable");
  });
});

describe("grace 过渡期", () => {
  const lenient = (graceDays: number) => [standard({ requirements: [requirement({ graceDays })] })];
  const history = [recorded(small)];

  it("lasts so many days, the first being the one on which the standard takes effect", () => {
    expect(of("2014-01-01", { history, standards: lenient(10) })).toMatchObject({
      status: "transition",
      deviations: [{ state: "transition", since: "2014-01-01", deviatesFrom: "2014-01-11", fineUntil: "2013-12-31" }],
    });
    expect(of("2014-01-10", { history, standards: lenient(10) }).status).toBe("transition");
    const [over] = of("2014-01-11", { history, standards: lenient(10) }).deviations;
    expect(over).toMatchObject({ state: "deviates", since: "2014-01-11", fineUntil: "2013-12-31" });
    expect(over).not.toHaveProperty("deviatesFrom");
  });

  it("protects a place that was fine under the version before", () => {
    const standards = [standard(), raised(31)];
    expect(of("2015-01-31", { standards }).deviations).toMatchObject([
      { state: "transition", since: "2015-01-01", deviatesFrom: "2015-02-01" },
    ]);
    expect(of("2015-03-01", { standards }).deviations).toMatchObject([
      { state: "deviates", since: "2015-02-01", fineUntil: "2014-12-31" },
    ]);
  });

  it("gives no new time to a place that did not even meet the version before", () => {
    const standards = [standard(), raised(365)];
    expect(of("2015-01-31", { history, standards }).deviations).toMatchObject([
      { state: "deviates", since: "2014-01-01", fineUntil: "2013-12-31" },
    ]);
  });

  it("of the version before runs on, and no longer, for a place that met neither", () => {
    const standards = [...lenient(400), raised(365)];
    expect(of("2015-01-31", { history, standards }).deviations).toMatchObject([
      { state: "transition", since: "2014-01-01", deviatesFrom: "2015-02-05" },
    ]);
    expect(of("2015-02-05", { history, standards }).deviations).toMatchObject([{ since: "2015-02-05" }]);
  });

  it("is given anew when the standard was withdrawn in between", () => {
    const standards = [standard({ effectiveTo: "2014-07-01" }), raised(31)];
    expect(of("2015-01-31", { history, standards }).status).toBe("transition");
  });
});

describe("what a requirement can ask", () => {
  const asked = (check: Predicate, found: Fact, asOf = "2014-06-30") => {
    const { status } = of(asOf, {
      history: [recorded({ it: found })],
      standards: [standard({ requirements: [requirement({ check })] })],
    });
    return status;
  };

  it.each<[Predicate, Fact[], Fact[], Fact[]]>([
    [{ is: "present", fact: "it" }, [true, 0, "a", ["a"]], [false, "", []], []],
    [{ is: "equals", fact: "it", value: true }, [true], [false, "true"], [[true]]],
    [{ is: "atLeast", fact: "it", value: 100 }, [100, 101], [99.9], ["100", [100]]],
    [{ is: "oneOf", fact: "it", values: ["a", "b"] }, ["a", "b"], ["c"], [["a"]]],
    [{ is: "includesAll", fact: "it", values: ["a", "b"] }, [["b", "a", "c"]], [["a"], []], ["a"]],
    [{ is: "includesAny", fact: "it", values: ["a", "b"] }, [["b", "c"]], [["c"], []], ["a"]],
    [{ is: "versionAtLeast", fact: "it", version: "2.9" }, ["2.9", "2.9.0", "2.10", "3"], ["2.8.9", "2"], ["v3", 3]],
    [
      { is: "wording", fact: "it", begins: "成华区", ends: ["社区公共服务站", "社区服务站"] },
      ["成华区建设路社区服务站"],
      ["建设路社区服务站", "成华区建设路社区服务站分站"],
      [3],
    ],
  ])("%o", (check, met, unmet, unclear) => {
    for (const fact of met) expect([fact, asked(check, fact)]).toEqual([fact, "conforms"]);
    for (const fact of unmet) expect([fact, asked(check, fact)]).toEqual([fact, "deviates"]);
    for (const fact of unclear) expect([fact, asked(check, fact)]).toEqual([fact, "unknown"]);
  });

  it("is not older than so many months: the same day of the month still counts, or the last of a shorter one", () => {
    const check: Predicate = { is: "notOlderThan", fact: "it", months: 6 };
    expect(asked(check, "2014-01-15", "2014-07-15")).toBe("conforms");
    expect(asked(check, "2014-01-15", "2014-07-16")).toBe("deviates");
    expect(asked(check, "2014-08-31", "2015-02-28")).toBe("conforms");
    expect(asked(check, "2014-08-31", "2015-03-01")).toBe("deviates");
    expect(asked(check, "2014-06-31")).toBe("unknown");
    expect(asked(check, "2014-07-01")).toBe("unknown"); // still to come
  });

  it("deviates by the mere passing of time, from the day after the last that counts", () => {
    const standards = [
      standard({ requirements: [requirement({ check: { is: "notOlderThan", fact: "on", months: 12 } })] }),
    ];
    const history = [recorded({ on: "2014-03-31" }, "2014-04-02")];
    expect(of("2015-09-01", { history, standards }).deviations).toMatchObject([
      { since: "2015-04-01", fineUntil: "2015-03-31", found: "2014-03-31" },
    ]);
  });

  it("says what a list lacks", () => {
    const check: Predicate = { is: "includesAll", fact: "items", values: ["culture", "education", "maternity"] };
    const standards = [standard({ requirements: [requirement({ check })] })];
    expect(of("2014-06-01", { history: [recorded({ items: ["education"] })], standards }).deviations).toMatchObject([
      { missing: ["culture", "maternity"], found: ["education"] },
    ]);
  });

  it("lists what deviates before what is in transition, the longest first", () => {
    const requirements = [
      requirement({ id: "a", graceDays: 400 }),
      requirement({ id: "b", check: { is: "present", fact: "zones" } }),
      requirement({ id: "c" }),
    ];
    const history = [
      recorded({ ...small, zones: ["waiting"] }, "2013-01-01", "2014-02-01"),
      recorded({ ...small, zones: [] }, "2014-02-01"),
    ];
    const { deviations } = of("2014-06-01", { history, standards: [standard({ requirements })] });
    expect(deviations.map((one) => one.requirement)).toEqual(["c", "b", "a"]);
  });
});
