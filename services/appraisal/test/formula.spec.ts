import { describe, expect, it } from "vitest";
import { CASE_FIELDS, compileTotal, exact, parseTotal, written, type Fact, type Span } from "../src/domain/index.ts";

const span: Span = { from: 0, until: 86_400_000 };
const holds = (formula: string, fact: Fact): boolean =>
  compileTotal(parseTotal(`count(${formula})`), CASE_FIELDS).leaves.every(({ counts }) => counts(fact, span));
const total = (formula: string, facts: readonly Fact[]): string => {
  const { leaves, value } = compileTotal(parseTotal(formula), CASE_FIELDS);
  const gathered = new Map(
    leaves.map(({ key, open }) => {
      const gathering = open();
      for (const fact of facts) gathering.add(fact, span, 1);
      return [key, gathering.value()];
    }),
  );
  return written(
    value(
      (key) => gathered.get(key) ?? exact(-1),
      () => exact(-1),
    ),
  );
};

describe("a condition", () => {
  it.each([
    ["closedAt < dueAt and not late", { closedAt: 5, dueAt: 6, late: false }, true],
    ["not closedAt < dueAt", { closedAt: 5, dueAt: 6 }, false],
    ["not closedAt < dueAt", { dueAt: 6 }, true],
    ["returns = 0 or reworks > 1", { returns: 1, reworks: 2 }, true],
    ["returns + reworks * 2 >= 5", { returns: 1, reworks: 2 }, true],
    ['channel in ("phone", "web")', { channel: "web" }, true],
    ['channel in ("phone", "web")', {}, false],
    ['channel != "phone"', {}, false],
    ["minutes(filedAt, assignedAt) <= 30", { filedAt: 0, assignedAt: 30 * 60_000 }, true],
    ["minutes(filedAt, assignedAt) <= 30", { filedAt: 0 }, false],
    ["within(closedAt)", { closedAt: 0 }, true],
    ["within(closedAt)", { closedAt: 86_400_000 }, false],
    ["known(worker)", { worker: "w-1" }, true],
    ["handledAt < end", { handledAt: 86_399_999 }, true],
  ])("%s of %j is %s", (formula, fact, expected) => {
    expect(holds(formula, fact)).toBe(expected);
  });
});

describe("a total", () => {
  const cases = [{ returns: 1, grid: "g1" }, { returns: 2, grid: "g1" }, { grid: "g2" }];
  it.each([
    ["count(true)", "3"],
    ["sum(returns)", "3"],
    ["sum(returns where returns > 1)", "2"],
    ["distinct(grid)", "2"],
    ["count(known(returns)) / count(true)", "2/3"],
    ["1 - count(known(returns)) / 3 * 0.5", "2/3"],
    ["(count(true) - 1) * 2.5", "5"],
  ])("%s is %s", (formula, expected) => {
    expect(total(formula, cases)).toBe(expected);
  });

  it("gathers the same thing once", () => {
    const { leaves } = compileTotal(parseTotal("count( late ) / (count(late) + 1)"), CASE_FIELDS);
    expect(new Set(leaves.map(({ key }) => key)).size).toBe(1);
  });
});

describe("what does not read", () => {
  it.each([
    ["", "something is missing", 0],
    ["count(", "something is missing", 6],
    ["count(late))", '")" is too much', 11],
    ["count(0 <= returns <= 3)", "comparisons do not chain", 19],
    ["count(returns = 1.5)", "whole numbers", 16],
    ["count(late); drop", 'nothing begins with ";"', 11],
    ["count(channel in (phone))", "a list holds texts", 18],
    ["count(where)", '"where" cannot stand here', 6],
    ["sum(returns were late)", '")" is missing', 12],
    [`count(${"(".repeat(100)}late${")".repeat(100)})`, "nested too deep", 25],
    [`count(${"not ".repeat(100)}late)`, "nested too deep", 158],
    [`count(late) + ${"1 + ".repeat(600)}1`, "longer than", 2000],
  ])("%s", (formula, why, at) => {
    expect(() => parseTotal(formula)).toThrow(
      expect.objectContaining({
        code: "appraisal.formula.malformed",
        message: expect.stringContaining(why) as string,
        details: { at },
      }),
    );
  });
});

describe("what has no sense", () => {
  it.each([
    ["count(returns)", "a condition is wanted"],
    ["sum(grid)", "number is wanted, not text"],
    ["distinct(returns)", "text is wanted, not number"],
    ["count(late = 1)", "boolean is wanted, not number"],
    ["count(grid < street)", "this has no order"],
    ["count(within(returns))", "instant is wanted, not number"],
    ["count(constructor = 1)", "nothing is called constructor"],
    ["count(salary > 1)", "nothing is called salary"],
    ["count(minutes(filedAt, returns) > 1)", "instant is wanted, not number"],
  ])("%s", (formula, why) => {
    expect(() => compileTotal(parseTotal(formula), CASE_FIELDS)).toThrow(
      expect.objectContaining({
        code: "appraisal.formula.ill_typed",
        message: expect.stringContaining(why) as string,
      }),
    );
  });

  it("is told where a number is beyond what is exact", () => {
    expect(() => holds("returns * returns > 1", { returns: 2 ** 40 })).toThrow(
      expect.objectContaining({ code: "appraisal.formula.too_large" }),
    );
  });
});
