import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkBenchmarks } from "../src/app/benchmark-data.ts";
import {
  benchmarkFor,
  calculate,
  checkDeviation,
  firstBenchmarks,
  type BenchmarkEdition,
  type BenchmarkQuestion,
} from "../src/domain/benchmark/index.ts";
import { firstLawBook as law } from "../src/domain/law/index.ts";

const refused = (code: string) => expect.objectContaining({ code }) as Error;
const NOW = "2021-09-01";
const asked = (more: Partial<BenchmarkQuestion> = {}): BenchmarkQuestion => ({
  norm: "norm-0001",
  facts: { squareMetres: 4, timesBefore: 0 },
  circumstances: [],
  ...more,
});
const on = (question: BenchmarkQuestion, committedOn = NOW, decidedOn = NOW) =>
  benchmarkFor(firstBenchmarks, law, { committedOn }, decidedOn, question);

describe("the benchmark 裁量基准", () => {
  it("is data of the right shape, and says that it stands in", () => {
    expect(() => checkBenchmarks(firstBenchmarks)).not.toThrow();
    const [first] = firstBenchmarks;
    const [item] = first?.items ?? [];
    const broken = { ...first, items: [{ ...item, bands: item?.bands.slice(1) }] } as unknown as BenchmarkEdition;
    expect(() => checkBenchmarks([broken])).toThrow("bands begin where");
    expect(firstBenchmarks.every(({ standIn }) => standIn)).toBe(true);
  });

  it("gives range, amount and reasons by rule", () => {
    expect(on(asked({ circumstances: ["repeated"] }))).toEqual({
      benchmark: "benchmark@2021",
      standIn: true,
      law: "penalty@2021",
      norm: "norm-0001",
      band: "usual",
      outcome: "fine",
      range: { least: 400_000, most: 1_000_000 },
      // 2,000 yuan a fifth of the way up the norm, and three quarters of the band above it.
      proposed: 850_000,
      reasons: [
        { rule: "benchmark@2021/norm-0001/usual", text: { zh: "一般", en: "Usual" } },
        {
          rule: "benchmark@2021/norm-0001/repeated",
          text: { zh: "一年内因同类行为受过处罚", en: "Fined for the like within a year" },
          shift: 2_500,
        },
      ],
    });
  });

  it("goes by whichever condition is graver", () => {
    expect(on(asked({ facts: { squareMetres: 1, timesBefore: 0 } })).band).toBe("slight");
    expect(on(asked({ facts: { squareMetres: 1, timesBefore: 3 } })).band).toBe("serious");
    expect(on(asked({ facts: { squareMetres: 30, timesBefore: 0 } })).band).toBe("grave");
  });

  it("exempts where the law does, and says by which article", () => {
    const answer = on(asked({ circumstances: ["slight"] }));
    expect(answer).toMatchObject({ outcome: "exempt", proposed: 0, range: { least: 0, most: 0 } });
    expect(answer.reasons).toContainEqual(
      expect.objectContaining({ rule: "penalty@2021/slight", article: "第三十三条" }),
    );
    expect(on(asked({ circumstances: ["firstSlight"] })).outcome).toBe("mayExempt");
  });

  it("goes below the norm's least where the law lightens, and only there", () => {
    const fire = asked({ norm: "norm-0004", facts: { blockedMetres: 0.5, timesBefore: 0 } });
    expect(on(fire)).toMatchObject({ band: "slight", range: { least: 500_000 }, proposed: 950_000 });
    const lightened = on({ ...fire, circumstances: ["harmRemoved", "confessed"] });
    expect(lightened).toMatchObject({ range: { least: 250_000 } });
    expect(lightened.proposed).toBeLessThan(500_000);
    expect(lightened.proposed).toBeGreaterThanOrEqual(250_000);
  });

  it("takes lightening off after all that is graver, which ends at the top of the band", () => {
    const amount = (...circumstances: readonly string[]) => on(asked({ circumstances })).proposed;
    expect(amount("repeated", "refusedToCorrect")).toBe(1_000_000);
    expect(amount("repeated", "refusedToCorrect", "emergency")).toBe(1_000_000);
    // Six tenths of a band of 6,000 yuan.
    expect(amount("repeated", "refusedToCorrect", "emergency", "harmRemoved")).toBe(640_000);
  });

  it("takes the milder of the editions of act and decision", () => {
    const later = on(asked({ circumstances: ["firstSlight"] }), "2021-06-01");
    expect(later).toMatchObject({ benchmark: "benchmark@2021", law: "penalty@2021", outcome: "mayExempt" });
    const before = on(asked({ circumstances: ["emergency"] }), "2021-06-01");
    expect(before).toMatchObject({ benchmark: "benchmark@2013", law: "penalty@2017" });
    expect(before.proposed).toBeLessThan(on(asked({ circumstances: ["emergency"] })).proposed);
  });

  it("is not guessed", () => {
    expect(() => on(asked({ norm: "norm-9999" }))).toThrow(refused("enforcement.benchmark.unknown_norm"));
    expect(() => on(asked({ facts: { squareMetres: 1 } }))).toThrow(refused("enforcement.benchmark.fact_missing"));
    expect(() => on(asked({ facts: { squareMetres: 1, timesBefore: 0, mood: 1 } }))).toThrow(
      refused("enforcement.benchmark.unknown_fact"),
    );
    expect(() => on(asked({ circumstances: ["mood"] }))).toThrow(refused("enforcement.benchmark.unknown_circumstance"));
    expect(() => on(asked(), "2012-03-01", "2012-03-02")).toThrow(refused("enforcement.benchmark.not_loaded"));
  });

  it("is left only with a reason", () => {
    const answer = on(asked());
    expect(() => {
      checkDeviation(answer, answer.range.most, undefined);
    }).not.toThrow();
    expect(() => {
      checkDeviation(answer, answer.range.most + 1, "  ");
    }).toThrow(refused("enforcement.benchmark.deviation_unreasoned"));
    expect(() => {
      checkDeviation(answer, answer.range.most + 1, "学校门口，多次劝阻无效");
    }).not.toThrow();
  });
});

describe("the benchmark, whatever is asked", () => {
  const LIGHTER = ["minor", "partlyAccountable", "harmRemoved", "coerced", "confessed", "merit"];
  const [edition] = firstBenchmarks.slice(-1);
  if (edition === undefined) throw new Error("no benchmark");
  const penalty = law.inForceOn("penalty", NOW);
  const question = fc.constantFrom(...edition.items).chain((item) =>
    fc.record({
      norm: fc.constant(item.norm.code),
      facts: fc.record(Object.fromEntries(item.facts.map(({ code }) => [code, fc.integer({ min: 0, max: 60 })]))),
      circumstances: fc.subarray([...item.factors.map(({ code }) => code), ...LIGHTER, "emergency"]),
    }),
  );
  const rangeOf = (code: string) => {
    const item = edition.items.find(({ norm }) => norm.code === code);
    if (item === undefined) throw new Error(code);
    return { ...item.norm.fine, roundTo: item.roundTo };
  };

  it("stays within the norm, or between its least and half of that where the law lightens", () => {
    const seen = { below: 0, within: 0 };
    fc.assert(
      fc.property(question, (one) => {
        const { proposed, range } = calculate(edition, penalty, one);
        const { least, most } = rangeOf(one.norm);
        const isLightened = one.circumstances.some((code) => LIGHTER.includes(code));
        expect(proposed).toBeLessThanOrEqual(most);
        expect(proposed).toBeGreaterThanOrEqual(isLightened ? Math.floor(least / 2) : least);
        expect(Number.isInteger(proposed)).toBe(true);
        expect(proposed >= range.least && proposed <= range.most).toBe(true);
        seen[proposed < least ? "below" : "within"] += 1;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
  });

  it("never asks more for what lightens, nor less for what is graver", () => {
    const seen = { milder: 0, harder: 0 };
    fc.assert(
      fc.property(question, fc.constantFrom(...LIGHTER), fc.integer({ min: 1, max: 40 }), (one, lighter, more) => {
        fc.pre(!one.circumstances.includes(lighter));
        const before = calculate(edition, penalty, one).proposed;
        const milder = calculate(edition, penalty, { ...one, circumstances: [...one.circumstances, lighter] }).proposed;
        expect(milder).toBeLessThanOrEqual(before);
        const facts = Object.fromEntries(Object.entries(one.facts).map(([fact, value]) => [fact, value + more]));
        const graver = calculate(edition, penalty, { ...one, facts }).proposed;
        expect(graver).toBeGreaterThanOrEqual(before);
        if (milder < before) seen.milder += 1;
        if (graver > before) seen.harder += 1;
      }),
      { numRuns: 1000 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(40);
  });

  it("is never harder than the editions of the act had it", () => {
    fc.assert(
      fc.property(question, fc.constantFrom("2014-05-01", "2018-02-01", "2021-07-14", NOW), (one, committedOn) => {
        const known = (codes: readonly string[], day: string) =>
          codes.filter(
            (code) =>
              !LIGHTER.includes(code) ||
              day >= "2021-07-15" ||
              ["minor", "harmRemoved", "coerced", "merit"].includes(code),
          );
        const then = firstBenchmarks.findLast(({ effectiveFrom }) => effectiveFrom <= committedOn);
        if (then === undefined) throw new Error("no benchmark then");
        const ofAct = calculate(then, law.inForceOn("penalty", committedOn), {
          ...one,
          circumstances: known(one.circumstances, committedOn),
        });
        expect(on(one, committedOn).proposed).toBeLessThanOrEqual(ofAct.proposed);
      }),
      { numRuns: 1000 },
    );
  });
});
