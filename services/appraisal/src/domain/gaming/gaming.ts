/** 异常识别: figures that look better than the work. A finding is a reason to look, never a verdict, and changes no score. */
import type { Fact, Span } from "../formula/index.ts";

export interface DetectorRules {
  /** 拆分上报: one worker, one grid, one category, `fewest` or more reports of a round, each within so many minutes of the one before. */
  readonly split: { readonly withinMinutes: number; readonly fewest: number };
  /** 突击自行处置: on one day, `perDay` or more of a worker's cases and this part of all of them put right on the spot. */
  readonly selfHandling: { readonly perDay: number; readonly ofOwnPercent: number };
  /** 期末突击结案: a department closes so many more in the last days than the rest of the period lets expect, in standard errors of a share. */
  readonly endOfPeriod: { readonly lastDays: number; readonly fewest: number; readonly standardErrors: number };
  /** 循环退回: of one department, so many of its cases, and such a part of them, were returned and given out `orders` times or more. */
  readonly returnLoop: { readonly orders: number; readonly fewestCases: number; readonly ofOwnPercent: number };
}

export type Detector = "split" | "selfHandling" | "endOfPeriod" | "returnLoop";

export interface Finding {
  readonly detector: Detector;
  /** A worker or a department. */
  readonly subject: string;
  /** 案卷号, in order. */
  readonly cases: readonly string[];
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const CHINA = 8 * 3_600_000;

const text = (fact: Fact, field: string): string => String(fact[field] ?? "");
const number = (fact: Fact, field: string): number | undefined => {
  const value = fact[field];
  return typeof value === "number" ? value : undefined;
};
const within = (at: number | undefined, { from, until }: Span): boolean => at !== undefined && from <= at && at < until;
const casesOf = (facts: readonly Fact[]): readonly string[] => facts.map((fact) => text(fact, "case")).toSorted();

/** Who found it: the worker who put it right, or who was on patrol. */
const finderOf = (fact: Fact): string | undefined => {
  const finder = fact["patrolledBy"] ?? (fact["channel"] === "patrol" ? fact["worker"] : undefined);
  return typeof finder === "string" ? finder : undefined;
};

/** Runs in which each comes so soon after the one before. */
const runsOf = (sorted: readonly Fact[], gap: number): readonly (readonly Fact[])[] => {
  const runs: Fact[][] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const fact of sorted) {
    const at = number(fact, "reportedAt") ?? 0;
    const run = runs.at(-1);
    if (run === undefined || at - last > gap) runs.push([fact]);
    else run.push(fact);
    last = at;
  }
  return runs;
};

const split = (
  facts: readonly Fact[],
  span: Span,
  { withinMinutes, fewest }: DetectorRules["split"],
): readonly Finding[] => {
  const patrolled = facts.filter((fact) => finderOf(fact) !== undefined && within(number(fact, "reportedAt"), span));
  const groups = Map.groupBy(patrolled, (fact) => [finderOf(fact), fact["grid"], fact["category"]].join(" "));
  return [...groups.values()].flatMap((group) =>
    runsOf(
      group.toSorted((one, other) => (number(one, "reportedAt") ?? 0) - (number(other, "reportedAt") ?? 0)),
      withinMinutes * MINUTE,
    )
      .filter(({ length }) => length >= fewest)
      .map((run): Finding => ({ detector: "split", subject: finderOf(run[0] ?? {}) ?? "", cases: casesOf(run) })),
  );
};

const selfHandling = (
  facts: readonly Fact[],
  span: Span,
  { perDay, ofOwnPercent }: DetectorRules["selfHandling"],
): readonly Finding[] => {
  const found = facts.filter((fact) => finderOf(fact) !== undefined && within(number(fact, "reportedAt"), span));
  const days = Map.groupBy(
    found,
    (fact) => `${finderOf(fact) ?? ""} ${String(Math.floor(((number(fact, "reportedAt") ?? 0) + CHINA) / DAY))}`,
  );
  return [...days.values()].flatMap((day) => {
    const own = day.filter((fact) => fact["selfHandled"] === true);
    if (own.length < perDay || own.length * 100 < day.length * ofOwnPercent) return [];
    return [{ detector: "selfHandling" as const, subject: finderOf(own[0] ?? {}) ?? "", cases: casesOf(own) }];
  });
};

const endOfPeriod = (
  facts: readonly Fact[],
  span: Span,
  { lastDays, fewest, standardErrors }: DetectorRules["endOfPeriod"],
): readonly Finding[] => {
  const edge = span.until - lastDays * DAY;
  const share = (lastDays * DAY) / (span.until - span.from);
  const closed = facts.filter((fact) => within(number(fact, "closedAt"), span));
  return [...Map.groupBy(closed, (fact) => text(fact, "department"))].flatMap(([subject, own]) => {
    const late = own.filter((fact) => (number(fact, "closedAt") ?? 0) >= edge);
    const expected = own.length * share;
    const error = Math.sqrt(own.length * share * (1 - share));
    if (subject === "" || own.length < fewest || late.length - expected < standardErrors * error) return [];
    return [{ detector: "endOfPeriod" as const, subject, cases: casesOf(late) }];
  });
};

const returnLoop = (
  facts: readonly Fact[],
  span: Span,
  { orders, fewestCases, ofOwnPercent }: DetectorRules["returnLoop"],
): readonly Finding[] => {
  const filed = facts.filter((fact) => within(number(fact, "filedAt"), span));
  return [...Map.groupBy(filed, (fact) => text(fact, "department"))].flatMap(([subject, own]) => {
    const looping = own.filter((fact) => (number(fact, "orders") ?? 0) >= orders && (number(fact, "returns") ?? 0) > 0);
    const isFew = looping.length < fewestCases || looping.length * 100 < own.length * ofOwnPercent;
    return subject === "" || isFew ? [] : [{ detector: "returnLoop" as const, subject, cases: casesOf(looping) }];
  });
};

/** All findings of a period, by detector and subject. Does not depend on the order of the facts. */
export const findingsOf = (facts: readonly Fact[], span: Span, rules: DetectorRules): readonly Finding[] =>
  [
    ...split(facts, span, rules.split),
    ...selfHandling(facts, span, rules.selfHandling),
    ...endOfPeriod(facts, span, rules.endOfPeriod),
    ...returnLoop(facts, span, rules.returnLoop),
  ].toSorted((one, other) => {
    const [left, right] = [one, other].map(
      ({ detector, subject, cases }) => `${detector} ${subject} ${cases[0] ?? ""}`,
    );
    return (left ?? "") < (right ?? "") ? -1 : 1;
  });
