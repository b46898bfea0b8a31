import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  assessmentDecider,
  assignments,
  countedOf,
  isComplete,
  markProblems,
  rawScore,
  rounded,
  scoresOf,
  type AssessmentCommand,
  type AssessmentState,
  type Counted,
  type Mark,
  type Rubric,
} from "../src/domain/selection/index.ts";
import { marks, rubric, rules, T0 } from "./selection-builders.ts";
import { slowScores } from "./slow-scores.ts";

const anyRubric = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 8 }).chain((weights) =>
  fc.record({
    rubric: fc.integer({ min: 2, max: 8 }).map((scale): Rubric => ({
      criteria: weights.map((weight, index) => ({ key: `c${index}`, label: { zh: "项", en: "item" }, weight })),
      scale: Array.from({ length: scale }, () => ({ zh: "档", en: "step" })),
    })),
    given: fc.array(fc.option(fc.nat({ max: 7 })), { minLength: weights.length, maxLength: weights.length }),
  }),
);

it("a raw score is the weighted mean of the marks that apply, whatever is taken out", () => {
  const seen = { notApplicable: 0, all: 0 };
  fc.assert(
    fc.property(anyRubric, ({ rubric: made, given }) => {
      const highest = made.scale.length - 1;
      const own: Mark[] = given.map((mark, index) => ({
        criterion: `c${index}`,
        mark: mark === null ? null : Math.min(mark, highest),
      }));
      const applying = own.filter(({ mark }) => mark !== null);
      fc.pre(applying.length > 0);
      // Each weight as so many equal marks: the mean of these is the score.
      const spread = applying.flatMap(({ criterion, mark }) =>
        Array.from<number>({ length: made.criteria.find(({ key }) => key === criterion)?.weight ?? 0 }).fill(mark ?? 0),
      );
      const sum = spread.reduce((total, mark) => total + mark, 0);
      const expected = Math.floor((2_000_000 * sum) / (spread.length * highest) / 2 + 0.5 + 1e-9);
      expect(rounded(rawScore(made, own))).toBe(expected);
      seen[applying.length < own.length ? "notApplicable" : "all"] += 1;
    }),
    { numRuns: 500 },
  );
  expect(Math.min(seen.notApplicable, seen.all)).toBeGreaterThan(30);
});

it("marks are sound exactly where each criterion has one on the scale, extremes say why, and enough applies", () => {
  const comment = fc.constantFrom("见材料", "见材料", "见材料", "见材料", "见材料", "", undefined);
  const anyMark = fc.record({ mark: fc.constantFrom(null, null, 0, 1, 2, 3, 4, 5), comment });
  const seen = { sound: 0, silent: 0, off: 0, thin: 0 };
  fc.assert(
    fc.property(fc.tuple(anyMark, anyMark, anyMark), (given) => {
      const own = rubric.criteria.map(({ key }, index) => ({ criterion: key, ...(given[index] ?? { mark: null }) }));
      const isSaid = (text: string | undefined): boolean => text === "见材料";
      const off = given.some(({ mark }) => mark === 5);
      const silent = given.some(
        (one) => (one.mark === null || one.mark === 0 || one.mark === 4) && !isSaid(one.comment),
      );
      const left = [40, 35, 25].filter((_, index) => given[index]?.mark !== null).reduce((a, b) => a + b, 0);
      const thin = left < 50;
      const problems = markProblems(rubric, own, 50).map(({ problem }) => problem);
      expect(problems.includes("notOnScale")).toBe(off);
      expect(problems.includes("commentMissing")).toBe(silent);
      expect(problems.includes("tooLittleApplies")).toBe(!off && !silent && thin);
      expect(problems.length === 0).toBe(!off && !silent && !thin);
      seen[off ? "off" : silent ? "silent" : thin ? "thin" : "sound"] += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(20);
});

const anyCounted = fc
  .uniqueArray(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 4 })), {
    minLength: 1,
    maxLength: 30,
    selector: ([application, reviewer]) => `${application} ${reviewer}`,
  })
  .chain((pairs) =>
    fc.tuple(
      ...pairs.map(([application, reviewer]) =>
        fc
          .tuple(fc.constantFrom(0, 1, 2, 3, 4, null), fc.nat({ max: 4 }), fc.nat({ max: 4 }))
          .map((given): Counted => ({
            application: `app-${application}`,
            reviewer: `judge-${reviewer}`,
            raw: rawScore(rubric, marks(...given)),
          })),
      ),
    ),
  );

it("normalised scores are those of a slow reference, and the same bytes in any order of arrival", () => {
  const seen = { normalised: 0, plain: 0, moved: 0 };
  fc.assert(
    fc.property(
      anyCounted.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
      ([counted, shuffled]) => {
        const scores = scoresOf(counted, rules.normalisation);
        expect(JSON.stringify(scoresOf(shuffled, rules.normalisation))).toBe(JSON.stringify(scores));
        expect(JSON.stringify(scoresOf(counted, rules.normalisation))).toBe(JSON.stringify(scores));
        expect(scores).toEqual(slowScores(counted, rules.normalisation));
        for (const { isNormalised, raw, normalised } of scores) {
          seen[isNormalised ? "normalised" : "plain"] += 1;
          if (raw !== normalised) seen.moved += 1;
          expect(normalised).toBeGreaterThanOrEqual(0);
          expect(normalised).toBeLessThanOrEqual(1_000_000);
        }
      },
    ),
    { numRuns: 400 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(50);
});

it("a reviewer with too few reviews is taken as he is", () => {
  const of = (application: string, reviewer: string, ...given: number[]): Counted => ({
    ...{ application, reviewer, raw: rawScore(rubric, marks(...given)) },
  });
  const few = [of("a", "x", 4, 4, 4), of("b", "x", 3, 3, 3), of("c", "x", 2, 2, 2)];
  expect(scoresOf(few, rules.normalisation)).toMatchObject([
    { application: "a", raw: 1_000_000, normalised: 1_000_000, isNormalised: false },
    { application: "b", raw: 750_000, normalised: 750_000 },
    { application: "c", raw: 500_000, normalised: 500_000 },
  ]);
});

describe("assigning", () => {
  const accounts = ["judge-1", "judge-2", "judge-3", "judge-4", "judge-5", "judge-6"];
  const anyWork = fc.record({
    pool: fc.subarray(accounts, { minLength: 1 }).chain((chosen) =>
      fc.tuple(
        ...chosen.map((account) =>
          fc.record({
            account: fc.constant(account),
            themes: fc.subarray(["elderly", "youth"]),
            limit: fc.integer({ min: 1, max: 6 }),
          }),
        ),
      ),
    ),
    wanted: fc.uniqueArray(
      fc.record({
        application: fc.nat({ max: 40 }).map((number) => `app-${number}`),
        theme: fc.constantFrom("elderly", "youth"),
        missing: fc.integer({ min: 1, max: 3 }),
        barred: fc.subarray(accounts, { maxLength: 4 }).map((list) => new Set(list)),
      }),
      { minLength: 1, maxLength: 8, selector: ({ application }) => application },
    ),
  });

  it("gives nobody more than he takes, nothing that he may not have, nothing twice; and leaves nothing open that somebody could take", () => {
    const seen = { filled: 0, short: 0 };
    fc.assert(
      fc.property(anyWork, ({ pool, wanted }) => {
        const made = assignments(pool, wanted, new Map());
        const loadOf = (account: string): number => made.filter(({ reviewer }) => reviewer === account).length;
        expect(new Set(made.map(({ application, reviewer }) => `${application} ${reviewer}`)).size).toBe(made.length);
        for (const { account, limit } of pool) expect(loadOf(account)).toBeLessThanOrEqual(limit);
        for (const { application, missing, barred } of wanted) {
          const own = made.filter((one) => one.application === application).map(({ reviewer }) => reviewer);
          expect(own.length).toBeLessThanOrEqual(missing);
          expect(own.some((reviewer) => barred.has(reviewer))).toBe(false);
          if (own.length === missing) seen.filled += 1;
          else {
            seen.short += 1;
            const free = pool.filter(
              ({ account, limit }) => !barred.has(account) && !own.includes(account) && loadOf(account) < limit,
            );
            expect(free).toEqual([]);
          }
        }
        const shuffled = assignments([...pool].reverse(), [...wanted].reverse(), new Map());
        expect(JSON.stringify(shuffled)).toBe(JSON.stringify(made));
      }),
      { numRuns: 500 },
    );
    expect(Math.min(seen.filled, seen.short)).toBeGreaterThan(100);
  });

  it("spreads equal work evenly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 6 }), fc.integer({ min: 1, max: 12 }), (judges, count) => {
        const pool = accounts.slice(0, judges).map((account) => ({ account, themes: [], limit: 100 }));
        const wanted = Array.from({ length: count }, (_, index) => ({
          ...{ application: `app-${index}`, theme: "elderly", missing: 3, barred: new Set<string>() },
        }));
        const loads = Map.groupBy(assignments(pool, wanted, new Map()), ({ reviewer }) => reviewer);
        const counts = pool.map(({ account }) => loads.get(account)?.length ?? 0);
        expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      }),
    );
  });
});

describe("recusal", () => {
  const judges = ["judge-1", "judge-2", "judge-3", "judge-4", "judge-5", "judge-6", "judge-7", "judge-8"];
  const opening = { round: "round", theme: "elderly", rubric, rule: rules.review };
  const anyCommand: fc.Arbitrary<AssessmentCommand> = fc
    .tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.constantFrom("assign", "finish") },
        { weight: 1, arbitrary: fc.constantFrom("save", "recuse", "release", "supersede") },
      ),
      fc.constantFrom(...judges),
      fc.nat({ max: 4 }),
    )
    .map(([what, reviewer, mark]): AssessmentCommand => {
      const written = { reviewer, marks: marks(mark, mark, mark), comment: "总评", at: T0 };
      const aside = { reviewer, reason: "重审", by: "member-1", at: T0 };
      switch (what) {
        case "assign":
          return { type: "AssignReviewer", reviewer, at: T0 };
        case "save":
          return { type: "SaveReview", ...written };
        case "finish":
          return { type: "FinishReview", ...written };
        case "recuse":
          return { type: "RecuseReviewer", reviewer, why: "register", at: T0 };
        case "release":
          return { type: "ReleaseReviewer", ...aside };
        default:
          return { type: "SupersedeReview", ...aside };
      }
    });

  it("a recused or superseded score never counts, in whatever order things happen, and nobody comes back", () => {
    const seen = { counted: 0, recusedAfterFinal: 0, superseded: 0, complete: 0, extra: 0, refused: 0 };
    fc.assert(
      fc.property(fc.array(anyCommand, { minLength: 10, maxLength: 60, size: "max" }), (commands) => {
        const begin: AssessmentCommand = { type: "OpenAssessment", opening, by: "officer-1", at: T0 };
        let state: AssessmentState = assessmentDecider
          .decide(begin, assessmentDecider.initial)
          .reduce(assessmentDecider.evolve, assessmentDecider.initial);
        // Independent of the aggregate: who is out, who has finished, by the commands that were taken.
        const out = new Set<string>();
        const finished = new Set<string>();
        for (const command of commands) {
          let events;
          try {
            events = assessmentDecider.decide(command, state);
          } catch {
            seen.refused += 1;
            continue;
          }
          state = events.reduce(assessmentDecider.evolve, state);
          for (const { type, data } of events) {
            if (type === "ReviewerRecused" || type === "ReviewSuperseded") {
              if (type === "ReviewerRecused" && finished.has(data.reviewer)) seen.recusedAfterFinal += 1;
              if (type === "ReviewSuperseded") seen.superseded += 1;
              out.add(data.reviewer);
            }
            if (type === "ReviewFinished") {
              expect(out.has(data.reviewer)).toBe(false);
              finished.add(data.reviewer);
            }
            if (type === "ExtraReviewerWanted") seen.extra += 1;
          }
          if (state.status === "none") throw new Error("it was opened");
          const counted = countedOf("a", state).map(({ reviewer }) => reviewer);
          expect([...counted].sort()).toEqual([...finished].filter((one) => !out.has(one)).sort());
          expect(state.readers.some((reader) => out.has(reader))).toBe(false);
          seen.counted += counted.length > 0 ? 1 : 0;
          if (isComplete(state)) {
            seen.complete += 1;
            expect(counted.length).toBe(rules.review.reviewers + state.extra);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(Math.min(...Object.values(seen))).toBeGreaterThan(10);
  });
});
