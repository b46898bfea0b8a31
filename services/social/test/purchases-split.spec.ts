import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { likenessOf, splitFindings, type Alike } from "../src/domain/purchases/index.ts";
import { alike, days, need, terms, T0 } from "./purchases-builders.ts";

const rules = terms.rulesAt(T0);
const { openFrom, split } = rules;

const piece = (purchase: string, more: Partial<Alike["need"]>, statedAt = T0, house?: readonly string[]): Alike =>
  alike({ purchase, need: { ...need, ...more }, statedAt, ...(house === undefined ? {} : { house }) });
const kindsOf = (own: Alike, ...others: readonly Alike[]): readonly string[] =>
  splitFindings(own, others, rules).map(({ kind }) => kind);

describe("one purchase cut in pieces", () => {
  const half = { amount: openFrom / 2 };

  it("shows in one budget line and class within a fiscal year, when the sum passes the threshold", () => {
    const one = piece("1", { ...half, title: "日间照料" });
    const other = { ...half, title: "社工站运营", amount: openFrom / 2 + 1 };
    expect(kindsOf(one, piece("2", other))).toEqual(["sameLine"]);
    expect(kindsOf(one, piece("2", { ...other, amount: openFrom / 2 }))).toEqual([]);
    expect(kindsOf(one, piece("2", { ...other, budgetLine: "else" }))).toEqual([]);
    expect(kindsOf(one, piece("2", { ...other, serviceClass: "culture" }))).toEqual([]);
    expect(kindsOf(one, piece("2", other, days(-3)))).toEqual([]);
    expect(kindsOf(one, piece("2", { ...other, method: "openTender" }))).toEqual([]);
  });

  it("shows in one subject over several lines, and in one house that gets the pieces, as long as they are near in time", () => {
    const one = piece("1", { ...half, title: "独居老人照料服务第一期", budgetLine: "a" }, T0, ["A", "B"]);
    const second = { amount: openFrom, title: "独居老人照料服务（二期）", budgetLine: "b" };
    expect(kindsOf(one, piece("2", second))).toEqual(["sameSubject"]);
    expect(kindsOf(one, piece("2", second, days(split.spanDays)))).toEqual(["sameSubject"]);
    expect(kindsOf(one, piece("2", second, days(split.spanDays + 1)))).toEqual([]);
    expect(kindsOf(one, piece("2", { ...second, title: "社工站运营" }, T0, ["B", "C"]))).toEqual(["sameHouse"]);
    expect(kindsOf(one, piece("2", { ...second, title: "社工站运营" }, T0, ["C"]))).toEqual([]);
  });

  it("is no question of an open tender", () => {
    expect(kindsOf(piece("1", { amount: openFrom, method: "openTender" }), piece("2", { amount: openFrom }))).toEqual(
      [],
    );
  });
});

it("titles are alike as far as they share pairs of letters, whatever numbers they bear", () => {
  expect(likenessOf("养老服务第一期", "养老服务第2期")).toBe(10_000);
  expect(likenessOf("养老服务", "社工站")).toBe(0);
  expect(likenessOf("一二三", "一二三")).toBe(0);
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (one, other) => {
      expect(likenessOf(one, other)).toBe(likenessOf(other, one));
      expect(likenessOf(one, other)).toBeLessThanOrEqual(10_000);
      if (likenessOf(one, one) > 0) expect(likenessOf(one, one)).toBe(10_000);
    }),
  );
});

/** Every set of other purchases that one rule joins, looked at one by one. */
const slowKinds = (own: Alike, others: readonly Alike[]): readonly string[] => {
  const pool = others.filter(
    (one) => one.need.serviceClass === own.need.serviceClass && one.need.method !== "openTender",
  );
  const near = (one: Alike): boolean =>
    Math.abs(Date.parse(one.statedAt) - Date.parse(own.statedAt)) / 86_400_000 <= split.spanDays;
  const chinaYear = (at: string): number => new Date(Date.parse(at) + 8 * 3_600_000).getUTCFullYear();
  const joined: readonly (readonly [string, readonly Alike[]])[] = [
    [
      "sameLine",
      pool.filter(
        (one) => one.need.budgetLine === own.need.budgetLine && chinaYear(one.statedAt) === chinaYear(own.statedAt),
      ),
    ],
    ["sameSubject", pool.filter((one) => near(one) && likenessOf(one.need.title, own.need.title) >= split.likeness)],
    ["sameHouse", pool.filter((one) => near(one) && (one.house ?? []).some((org) => (own.house ?? []).includes(org)))],
  ];
  if (own.need.method === "openTender") return [];
  return joined.flatMap(([kind, found]) => {
    let sum = own.need.amount;
    for (const one of found) sum += one.need.amount;
    return found.length > 0 && sum > openFrom ? [kind] : [];
  });
};

const SUBJECTS = [
  "独居老人日间照料",
  "社区书法培训",
  "残疾人就业辅导",
  "院落调解工作室",
  "青少年课后托管",
  "社工站运营",
];
const anyPiece = fc.record({
  title: fc.constantFrom(...SUBJECTS.slice(0, 3)),
  amount: fc.integer({ min: 1, max: openFrom }),
  serviceClass: fc.constantFrom("elderly-care", "culture"),
  budgetLine: fc.constantFrom("a", "b"),
  method: fc.constantFrom("consultation" as const, "openTender" as const),
  day: fc.integer({ min: -300, max: 300 }),
  house: fc.option(fc.constantFrom(["A"], ["A", "B"], ["C"]), { nil: undefined }),
});

it("what is found agrees with a search one by one", () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(anyPiece, { minLength: 4, maxLength: 10 }), (pieces) => {
      const all = pieces.map(({ day, house, ...more }, index) => piece(String(index), more, days(day), house));
      const [own, ...others] = all;
      if (own === undefined) return;
      const kinds = kindsOf(own, ...others);
      expect(kinds).toEqual(slowKinds(own, others));
      for (const kind of kinds) seen.set(kind, (seen.get(kind) ?? 0) + 1);
    }),
    { numRuns: 1_000 },
  );
  for (const kind of ["sameLine", "sameSubject", "sameHouse"]) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(30);
});

const CLASSES = ["elderly-care", "culture", "disabled-care", "mediation", "education", "social-work"];
const CARE = ["独居老人上门关爱", "老年食堂运营", "康养驿站管理", "长者健康档案", "适老化改造评估"];

/** How the pieces still hang together: by the line, the subject or the house; `hidden` by none of them, which no rule can see. */
const WAYS = ["line", "subject", "house", "hidden"] as const;

/** A year of one buyer: honest purchases, some of them large and many from the same houses, and one project that was cut in pieces. */
const yearOf = fc.record({
  honest: fc.array(
    fc.record({
      subject: fc.nat({ max: SUBJECTS.length - 1 }),
      amount: fc.integer({ min: 2_000_000, max: 120_000_000 }),
      line: fc.nat({ max: 11 }),
      day: fc.integer({ min: 0, max: 350 }),
      house: fc.nat({ max: 9 }),
    }),
    { minLength: 6, maxLength: 10 },
  ),
  cut: fc.record({
    way: fc.constantFrom(...WAYS),
    whole: fc.integer({ min: Math.floor(openFrom * 1.1), max: openFrom * 3 }),
    pieces: fc.integer({ min: 3, max: 5 }),
    day: fc.integer({ min: 0, max: 200 }),
    apart: fc.integer({ min: 3, max: 50 }),
  }),
});

type Year = typeof yearOf extends fc.Arbitrary<infer Value> ? Value : never;

const purchasesOf = ({ honest, cut }: Year): readonly Alike[] => [
  ...honest.map(({ subject, amount, line, day, house }, index) => {
    const title = `${SUBJECTS[subject] ?? ""}（${index}）`;
    const more = { title, amount, budgetLine: `line-${line}`, serviceClass: CLASSES[subject] ?? "" };
    return piece(`honest-${index}`, more, days(day), [`org-${house}`]);
  }),
  ...Array.from({ length: cut.pieces }, (_, index) => {
    const title = cut.way === "subject" ? `社区养老综合服务第${index + 1}期` : (CARE[index] ?? "");
    const budgetLine = cut.way === "line" ? "line-cut" : `line-cut-${index}`;
    const amount = Math.floor(cut.whole / cut.pieces);
    const house = [cut.way === "house" ? "org-cut" : `org-cut-${index}`];
    return piece(`cut-${index}`, { title, amount, budgetLine }, days(cut.day + index * cut.apart), house);
  }),
];

it("planted pieces are found and honest purchases mostly left alone: how often is measured", () => {
  const planted = new Map<string, { found: number; all: number }>(WAYS.map((way) => [way, { found: 0, all: 0 }]));
  const honest = { found: 0, all: 0 };
  fc.assert(
    fc.property(yearOf, (year) => {
      const all = purchasesOf(year);
      for (const own of all) {
        const counted = own.purchase.startsWith("cut") ? planted.get(year.cut.way) : honest;
        if (counted === undefined) continue;
        counted.all += 1;
        if (kindsOf(own, ...all).length > 0) counted.found += 1;
      }
    }),
    { numRuns: 400, seed: 2018 },
  );
  const share = ({ found, all }: { readonly found: number; readonly all: number }): number => found / all;
  const seen = [...planted].filter(([way]) => way !== "hidden").map(([, counts]) => counts);
  const truly = [...planted.values()].reduce((sum, { found }) => sum + found, 0);
  const precision = truly / (truly + honest.found);
  const recall = [...planted].map(([way, counts]) => `${way} ${share(counts).toFixed(3)}`).join(", ");
  console.info(
    `split purchases: precision ${precision.toFixed(3)} (${honest.found} of ${honest.all} honest), recall ${recall}`,
  );
  for (const counts of seen) expect(share(counts)).toBeGreaterThan(0.95);
  expect(precision).toBeGreaterThan(0.7);
  expect(honest.found).toBeGreaterThan(0);
  expect(share(planted.get("hidden") ?? { found: 1, all: 1 })).toBeLessThan(0.2);
});
