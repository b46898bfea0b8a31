import { describe, expect, it } from "vitest";
import { readFileSync } from "node:fs";
import { findingsOf, type Detector, type DetectorRules, type Fact } from "../src/domain/index.ts";
import { quarter } from "./card-builders.ts";

const [rules] = JSON.parse(
  readFileSync(new URL("../data/gaming/detectors.json", import.meta.url), "utf8"),
) as readonly DetectorRules[];
if (rules === undefined) throw new Error("no rules");

/** A fixed row of numbers between 0 and 1 (mulberry32): the same quarter every time. */
const chance = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const pick = <T>(all: readonly T[], random: () => number): T => all[Math.floor(random() * all.length)] as T;
const departments = Array.from({ length: 12 }, (_, index) => `department-${String(index)}`);
const categories = Array.from({ length: 10 }, (_, index) => `event-01${String(index).padStart(2, "0")}`);
/** Each worker walks one grid. */
const workers = Array.from({ length: 60 }, (_, index) => ({
  worker: `w-${String(index)}`,
  grid: `51010800200${String(100 + index)}`,
}));

let count = 0;
const fact = (more: Fact): Fact => ({
  case: `c${String((count += 1)).padStart(6, "0")}`,
  orders: 1,
  returns: 0,
  selfHandled: false,
  ...more,
});

/** A quarter as honest people make it: reports through the day, a tenth put right on the spot, now and then a return. */
const honest = (random: () => number, size = 6_000): readonly Fact[] =>
  Array.from({ length: size }, () => {
    const { worker, grid } = pick(workers, random);
    const reportedAt = quarter.from + Math.floor(random() * 89) * DAY + Math.floor((60 + random() * 600) * MINUTE);
    const selfHandled = random() < 0.1;
    const returns = random() < 0.04 ? 1 : random() < 0.004 ? 3 : 0;
    return fact({
      ...{
        grid,
        category: pick(categories, random),
        channel: "patrol",
        patrolledBy: worker,
        worker,
        reportedAt,
        selfHandled,
      },
      ...{ filedAt: reportedAt, department: pick(departments, random), returns, orders: returns + 1 },
      closedAt: reportedAt + Math.floor(random() * 2 * DAY),
    });
  });

const planted: Readonly<
  Record<Detector, (random: () => number) => { readonly subject: string; readonly facts: readonly Fact[] }>
> = {
  split: (random) => {
    const { worker, grid } = pick(workers, random);
    const at = quarter.from + Math.floor(random() * 80) * DAY + 200 * MINUTE;
    const pieces = 5 + Math.floor(random() * 6);
    let reportedAt = at;
    const facts = Array.from({ length: pieces }, () => {
      reportedAt += Math.floor(5 + random() * 25) * MINUTE;
      return fact({
        grid,
        category: categories[0],
        channel: "patrol",
        patrolledBy: worker,
        worker,
        reportedAt,
        filedAt: at,
      });
    });
    return { subject: worker, facts };
  },
  selfHandling: (random) => {
    const { worker, grid } = pick(workers, random);
    const day = quarter.from + Math.floor(random() * 80) * DAY;
    const facts = Array.from({ length: 22 + Math.floor(random() * 20) }, (_, nth) =>
      fact({
        ...{
          grid,
          category: pick(categories, random),
          channel: "patrol",
          patrolledBy: worker,
          worker,
          selfHandled: true,
        },
        reportedAt: day + nth * 20 * MINUTE,
        filedAt: day,
      }),
    );
    return { subject: worker, facts };
  },
  endOfPeriod: (random) => {
    const subject = `polished-${String(Math.floor(random() * 1e9))}`;
    const facts = Array.from({ length: 200 }, (_, nth) => {
      const closedAt =
        nth < 60
          ? quarter.until - Math.floor(1 + random() * 2.5 * DAY)
          : quarter.from + Math.floor(random() * 86 * DAY);
      return fact({ department: subject, closedAt, filedAt: closedAt - DAY, reportedAt: closedAt - DAY });
    });
    return { subject, facts };
  },
  returnLoop: (random) => {
    const subject = `looping-${String(Math.floor(random() * 1e9))}`;
    const facts = Array.from({ length: 120 }, (_, nth) => {
      const filedAt = quarter.from + Math.floor(random() * 80 * DAY);
      const returns = nth < 12 ? 3 : 0;
      return fact({ department: subject, filedAt, reportedAt: filedAt, orders: returns + 1, returns });
    });
    return { subject, facts };
  },
};

describe("detectors", () => {
  const detectors = Object.keys(planted) as readonly Detector[];

  it("find what was planted, and little in a quarter of honest people", () => {
    const random = chance(20_140_401);
    const measured = new Map(detectors.map((detector) => [detector, { found: 0, planted: 0, false: 0 }]));
    for (let round = 0; round < 10; round += 1) {
      const clean = honest(random);
      for (const { detector } of findingsOf(clean, quarter, rules)) {
        const one = measured.get(detector);
        if (one !== undefined) one.false += 1;
      }
      for (const detector of detectors) {
        const { subject, facts } = planted[detector](random);
        const findings = findingsOf([...clean, ...facts], quarter, rules).filter((one) => one.detector === detector);
        const hit = findings.some(
          (one) => one.subject === subject && one.cases.some((id) => facts.some((own) => own["case"] === id)),
        );
        const one = measured.get(detector);
        if (one !== undefined) {
          one.planted += 1;
          one.found += Number(hit);
        }
      }
    }
    const table = [...measured].map(
      ([detector, { found, planted: all, false: wrong }]) =>
        `${detector}: ${String(found)} of ${String(all)} found, ${String(wrong)} in 10 clean quarters`,
    );
    console.log(table.join("\n"));
    for (const { found, planted: all, false: wrong } of measured.values()) {
      expect(found / all).toBeGreaterThanOrEqual(0.95);
      expect(wrong).toBeLessThanOrEqual(2);
    }
  });

  it("do not depend on the order of the facts", () => {
    const random = chance(7);
    const facts = [...honest(random, 500), ...detectors.flatMap((detector) => planted[detector](random).facts)];
    const expected = findingsOf(facts, quarter, rules);
    expect(new Set(expected.map(({ detector }) => detector))).toEqual(new Set(detectors));
    expect(findingsOf(facts.toReversed(), quarter, rules)).toEqual(expected);
  });

  it("stop at their limits", () => {
    const at = quarter.from + DAY;
    const report = (minute: number): Fact =>
      fact({ grid: "g", category: "c", channel: "patrol", patrolledBy: "w-1", reportedAt: at + minute * MINUTE });
    const four = [0, 30, 60, 90].map(report);
    expect(findingsOf(four, quarter, rules)).toEqual([]);
    expect(findingsOf([...four, report(120)], quarter, rules)).toHaveLength(1);
    expect(findingsOf([...four, report(121)], quarter, rules)).toEqual([]);
  });
});
