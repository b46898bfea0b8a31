import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  circumstancesMet,
  firstLawBook as law,
  governingLaw,
  limitationOf,
  milderOf,
  surchargeOf,
  type SurchargeQuestion,
} from "../src/domain/law/index.ts";
import { daysBetween } from "./slow-days.ts";

const days = daysBetween("2012-01-01", "2025-12-31");
const aroundChange = fc.constantFrom(...daysBetween("2020-01-01", "2023-12-31"));
const codes = [
  ...new Set(
    law.editions
      .flatMap((one) => ("circumstances" in one.figures ? (one.figures.circumstances?.value ?? []) : []))
      .map(({ code }) => code),
  ),
];

/** The hardest to the mildest, as a lawyer would put them in a row. */
const ROW = ["heavier", "none", "mayLighten", "lighten", "mayExempt", "exempt"];
const mildestOf = (version: string, met: readonly string[]): number => {
  const edition = law.editions.find((one) => one.version === version);
  if (edition?.statute !== "penalty") throw new Error(version);
  const effects = circumstancesMet(edition, met).map(({ effect }) => ROW.indexOf(effect));
  return effects.length === 0 ? ROW.indexOf("none") : Math.max(...effects);
};

describe("从旧兼从轻", () => {
  it("never makes it harder than the law of the act, whatever is measured", () => {
    const seen = { later: 0, act: 0 };
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 9 }), (ofAct, ofDecision) => {
        const [one, other] = [
          { of: "act", value: ofAct },
          { of: "decision", value: ofDecision },
        ];
        const { edition, why } = milderOf(one, other, ({ value }) => value);
        expect(edition.value).toBe(Math.min(ofAct, ofDecision));
        expect(why).toBe(ofDecision < ofAct ? "milderLater" : "actDay");
        seen[why === "actDay" ? "act" : "later"] += 1;
      }),
    );
    expect(Math.min(seen.later, seen.act)).toBeGreaterThan(10);
  });

  it("takes of the statute's editions the milder one for what is met", () => {
    const seen = { sameEdition: 0, actDay: 0, milderLater: 0 };
    fc.assert(
      fc.property(aroundChange, aroundChange, fc.subarray(codes), (one, other, met) => {
        const [committedOn, decidedOn] = one < other ? [one, other] : [other, one];
        const { version, why } = governingLaw(law, { committedOn }, decidedOn, met);
        const ofAct = committedOn < "2021-07-15" ? "penalty@2017" : "penalty@2021";
        const ofDecision = decidedOn < "2021-07-15" ? "penalty@2017" : "penalty@2021";
        expect(mildestOf(version, met)).toBe(Math.max(mildestOf(ofAct, met), mildestOf(ofDecision, met)));
        if (mildestOf(ofAct, met) === mildestOf(ofDecision, met)) expect(version).toBe(ofAct);
        seen[why] += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(60);
  });

  it("lets a limitation end on the earlier of both days", () => {
    const seen = { five: 0, milder: 0 };
    fc.assert(
      fc.property(aroundChange, aroundChange, fc.boolean(), (one, other, harmful) => {
        const [committedOn, on] = one < other ? [one, other] : [other, one];
        const { lastDay } = limitationOf(law, { committedOn, harmful }, on);
        const years = harmful && committedOn >= "2021-07-15" ? 5 : 2;
        const year = committedOn.slice(0, 4);
        const rest = committedOn.slice(4);
        const wanted = `${String(Number(year) + years)}${rest}`;
        expect(lastDay).toBe(rest === "-02-29" ? wanted.replace("-29", "-28") : wanted);
        if (years === 5) seen.five += 1;
        else if (harmful && on >= "2021-07-15") seen.milder += 1;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });
});

/** Purse by purse and day by day, in whole hundredths of a fen. */
const slowly = ({ dues, payments, remedies, decidedOn, until }: SurchargeQuestion): bigint => {
  const open = dues.map((due) => ({ ...due })).sort((one, other) => (one.lastDay < other.lastDay ? -1 : 1));
  const cap = BigInt(dues.reduce((total, { amount }) => total + amount, 0)) * 10_000n;
  let owed = 0n;
  for (const today of days) {
    if (today > until) break;
    const isResting = remedies.some(({ from, until: end }) => today >= from && !(end !== undefined && today >= end));
    if (!(isResting && today >= "2021-07-15"))
      for (const due of open) if (today > due.lastDay) owed += BigInt(due.amount) * 300n;
    for (const { amount, on } of payments) {
      if (on !== today) continue;
      let left = amount;
      for (const due of open) {
        const part = Math.min(left, due.amount);
        due.amount -= part;
        left -= part;
      }
    }
  }
  expect(decidedOn <= until).toBe(true);
  return (owed > cap ? cap : owed) / 10_000n;
};

describe("加处罚款", () => {
  const start = fc.integer({ min: 0, max: days.length - 500 });
  const within = (from: number, most: number) =>
    fc.integer({ min: 0, max: most }).map((offset) => days[from + offset] ?? "");
  const question: fc.Arbitrary<SurchargeQuestion> = fc
    .oneof(start, fc.integer({ min: days.indexOf("2021-05-01"), max: days.indexOf("2021-08-01") }))
    .chain((from) =>
      fc.record({
        dues: fc
          .uniqueArray(within(from + 1, 60), { minLength: 1, maxLength: 3 })
          .chain((lastDays) =>
            fc.tuple(
              ...lastDays.map((lastDay) =>
                fc.record({ amount: fc.integer({ min: 1, max: 9_999_999 }), lastDay: fc.constant(lastDay) }),
              ),
            ),
          ),
        payments: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 5_000_000 }), on: within(from + 1, 90) }), {
          maxLength: 3,
        }),
        remedies: fc.array(
          fc
            .tuple(within(from, 90), fc.option(within(from, 160), { freq: 8 }))
            .map(([first, end]) => (end === null ? { from: first } : { from: first, until: end })),
          { maxLength: 2 },
        ),
        decidedOn: fc.constant(days[from] ?? ""),
        until: within(from + 1, 200),
      }),
    );

  it("is what is counted purse by purse, and never more than the fine", () => {
    const seen = { nothing: 0, capped: 0, paidLate: 0, rested: 0 };
    fc.assert(
      fc.property(question, (asked) => {
        const { amount, cap } = surchargeOf(law, asked);
        expect(BigInt(amount)).toBe(slowly(asked));
        const fine = asked.dues.reduce((total, due) => total + due.amount, 0);
        expect(amount).toBeLessThanOrEqual(fine);
        if (amount === 0) seen.nothing += 1;
        if (cap?.reachedOn !== undefined) seen.capped += 1;
        if (amount > 0 && asked.payments.length > 0) seen.paidLate += 1;
        if (surchargeOf(law, { ...asked, remedies: [] }).amount !== amount) seen.rested += 1;
      }),
      { numRuns: 1500 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
  });

  it("never falls as days go by", () => {
    fc.assert(
      fc.property(question, fc.integer({ min: 1, max: 60 }), (asked, more) => {
        const later = days[days.indexOf(asked.until) + more] ?? asked.until;
        const [before, after] = [surchargeOf(law, asked), surchargeOf(law, { ...asked, until: later })];
        expect(before.amount).toBeLessThanOrEqual(after.amount);
      }),
    );
  });
});
