import { describe, expect, it } from "vitest";
import {
  compileCard,
  compileDictionary,
  gradeOf,
  pointsOf,
  read,
  shown,
  written,
  type Card,
  type Fact,
  type Rule,
} from "../src/domain/index.ts";
import { cardNamed, cards, compiled, compiledCard, dictionary, quarter, ranked } from "./card-builders.ts";

const points = (rule: Rule, value: string): string => written(pointsOf(rule)(read(value)));

describe("points", () => {
  it.each([
    [{ by: "line", none: "0.5", full: "1" }, "3/4", "50"],
    [{ by: "line", none: "0.5", full: "1" }, "1/4", "0"],
    [{ by: "line", none: "0.3", full: "0" }, "1/10", "200/3"],
    [{ by: "line", none: "0.3", full: "0" }, "1/2", "0"],
    [{ by: "target", target: "60" }, "30", "50"],
    [{ by: "target", target: "60" }, "90", "100"],
  ] as const)("by %j, %s gets %s", (rule, value, expected) => {
    expect(points(rule, value)).toBe(expected);
  });

  it("bands meet: the boundary belongs to the upper one", () => {
    const { rule } = cardNamed("department").items[0] ?? {};
    if (rule === undefined) throw new Error("no rule");
    expect([0, 50, 51, 100, 101, 200, 201, 500, 501, 1000, 1001].map((count) => points(rule, String(count)))).toEqual([
      "100",
      "100",
      "90",
      "90",
      "75",
      "75",
      "60",
      "60",
      "40",
      "40",
      "0",
    ]);
  });

  it.each([
    [
      [
        { below: "5", points: "100" },
        { from: "6", points: "0" },
      ],
      "begins where",
    ],
    [
      [
        { below: "5", points: "100" },
        { from: "4", points: "0" },
      ],
      "begins where",
    ],
    [
      [
        { from: "0", below: "5", points: "100" },
        { from: "5", points: "0" },
      ],
      "no beginning",
    ],
    [
      [
        { below: "5", points: "101" },
        { from: "5", points: "0" },
      ],
      "from 0 to 100",
    ],
    [
      [
        { below: "5", points: "9" },
        { from: "5", below: "5", points: "1" },
        { from: "5", points: "0" },
      ],
      "empty",
    ],
  ])("bands %j are refused", (bands, why) => {
    expect(() => pointsOf({ by: "bands", bands })).toThrow(why);
  });
});

describe("a dictionary", () => {
  const withCounter = (formula: string, of: "cases" | "economy" = "cases") => ({
    ...dictionary,
    counters: [{ code: "some", name: { zh: "", en: "" }, of, formula }],
    indicators: [],
  });
  it.each([
    ["count(late) - 1", "appraisal.dictionary.unfit"],
    ["count(wages)", "appraisal.formula.ill_typed"],
    ["count(", "appraisal.formula.malformed"],
  ])("refuses the counter %s", (formula, code) => {
    expect(() => compileDictionary(withCounter(formula))).toThrow(expect.objectContaining({ code }));
  });

  it("lets no indicator ask both sides of the wall", () => {
    const [someone] = dictionary.indicators;
    if (someone === undefined) throw new Error("no indicator");
    const mixed = { ...someone, code: "mixed", numerator: "closed + investment", denominator: undefined };
    for (const side of ["social", "economic", "shared"] as const)
      expect(() => compileDictionary({ ...dictionary, indicators: [{ ...mixed, side }] })).toThrow(
        expect.objectContaining({ code: "appraisal.dictionary.unfit" }),
      );
  });
});

describe("a scorecard", () => {
  it("of the data folder fits its dictionary", () => {
    for (const card of cards) expect(() => compileCard(card, compiled)).not.toThrow();
  });

  const street = cardNamed("street");
  const [heavy, ...others] = street.items;
  if (heavy === undefined) throw new Error("no item");
  it.each<[string, Partial<Card>, string]>([
    ["whose weights make 99", { items: [{ ...heavy, weight: "29" }, ...others] }, "appraisal.card.unfit"],
    ["whose weights make a hair more", { items: [{ ...heavy, weight: "30.0001" }, ...others] }, "appraisal.card.unfit"],
    [
      "that names an indicator twice",
      { items: [{ ...heavy, weight: "15" }, { ...heavy, weight: "15" }, ...others] },
      "appraisal.card.unfit",
    ],
    [
      "with an economic indicator",
      { items: [{ ...heavy, indicator: "investmentArrived" }, ...others] },
      "appraisal.card.behind_the_wall",
    ],
    [
      "with an economic veto",
      {
        vetoes: [
          {
            code: "v",
            name: { zh: "", en: "" },
            indicator: "requestsMetRate",
            when: { atMost: "0.5" },
            noMoreThan: "50",
          },
        ],
      },
      "appraisal.card.behind_the_wall",
    ],
    [
      "with an economic bonus",
      { bonuses: [{ code: "b", name: { zh: "", en: "" }, indicator: "enterpriseVisits", each: "1", cap: "5" }] },
      "appraisal.card.behind_the_wall",
    ],
    ["with an economic tie break", { tieBreaks: ["investmentArrived"] }, "appraisal.card.behind_the_wall"],
    [
      "that asks of streets what is told of departments alone",
      { items: [{ ...heavy, weight: "100", indicator: "mattersInTimeRate" }] },
      "appraisal.card.unfit",
    ],
    ["of the other subjects", { subjects: "subCentre" }, "appraisal.card.unfit"],
    ["without a lowest grade", { grades: [{ grade: "A", from: "90" }] }, "appraisal.card.unfit"],
    [
      "whose grades begin together",
      {
        grades: [
          { grade: "A", from: "0" },
          { grade: "B", from: "0.0" },
        ],
      },
      "appraisal.card.unfit",
    ],
  ])("%s is refused", (_, change, code) => {
    expect(() => compileCard({ ...street, ...change }, compiled)).toThrow(expect.objectContaining({ code }));
  });

  it("of a sub-centre holds nothing that is not economic", () => {
    const card = cardNamed("sub-centre");
    const [one, ...rest] = card.items;
    if (one === undefined) throw new Error("no item");
    for (const indicator of ["closingRate", "surveySatisfaction"])
      expect(() => compileCard({ ...card, items: [{ ...one, indicator }, ...rest] }, compiled)).toThrow(
        expect.objectContaining({ code: "appraisal.card.behind_the_wall" }),
      );
  });
});

const at = quarter.from + 86_400_000;
const due = (street: string, more: Fact = {}): readonly ["cases", Fact] => [
  "cases",
  {
    street,
    filedAt: at,
    dueAt: at,
    handledAt: at,
    closedAt: at,
    late: false,
    exempted: false,
    reworks: 0,
    returns: 0,
    ...more,
  },
];
const many = (count: number, fact: ReturnType<typeof due>) => Array.from({ length: count }, () => fact);
const streets = ["510108001", "510108002", "510108003"].map((code) => ({ code, type: "urban" as const }));

describe("an appraisal", () => {
  const card = compiledCard("street");

  it("scores, ranks and grades, and says of whom nothing can be said", () => {
    const facts = [
      ...many(8, due("510108001")),
      ...many(2, due("510108001", { closedAt: undefined, late: true, handledAt: undefined })),
      ...many(10, due("510108002")),
      ...many(4, due("510108003")),
    ];
    const places = ranked(card, facts, streets);
    expect(
      places.map(({ subject, rank, score }) => [subject, rank, score.grade, score.score && shown(score.score, 2)]),
    ).toEqual([
      ["510108002", 1, "A", "100.00"],
      ["510108001", 2, "C", "68.00"],
      ["510108003", undefined, undefined, undefined],
    ]);
    const [, second, third] = places;
    expect(second?.score.items[0]).toMatchObject({
      indicator: "closingRate",
      value: { counters: { closed: { n: 8n }, due: { n: 10n } } },
    });
    expect(third?.score.items.map(({ value }) => value.nothing)).toEqual([
      "tooFew",
      "tooFew",
      "tooFew",
      "noDenominator",
      "noDenominator",
    ]);
  });

  it("gives the same rank to equals, and the next one after them", () => {
    const facts = [
      ...many(10, due("510108002")),
      ...many(10, due("510108001")),
      ...many(9, due("510108003")),
      due("510108003", { closedAt: undefined }),
    ];
    expect(ranked(card, facts, streets).map(({ subject, rank }) => [subject, rank])).toEqual([
      ["510108001", 1],
      ["510108002", 1],
      ["510108003", 3],
    ]);
  });

  it("leaves an exempted overtime out, and keeps it", () => {
    const facts = [...many(9, due("510108001")), due("510108001", { late: true, exempted: true, closedAt: undefined })];
    const [first] = ranked(card, facts, streets);
    expect(first?.score.items[1]?.value).toMatchObject({ numerator: { n: 9n }, denominator: { n: 9n } });
  });

  it("goes no higher than a veto allows, and a bonus no higher than its cap", () => {
    const onTheSpot = many(500, due("510108001", { selfHandled: true }));
    expect(shown(ranked(card, onTheSpot, streets)[0]?.score.score ?? read("0"), 1)).toBe("103.0");
    const leftLate = many(200, due("510108001", { closedAt: undefined, handledAt: undefined, late: false }));
    const [first] = ranked(card, [...many(9_000, due("510108001")), ...onTheSpot, ...leftLate], streets);
    expect(first?.score).toMatchObject({ vetoes: ["manyLeftLate"], grade: "C", score: { n: 74n, d: 1n } });
  });

  it("grades the exact score: what is shown as 90.00 may still be a B", () => {
    expect(gradeOf(card, read("8999999/100000"))).toBe("B");
    expect(shown(read("8999999/100000"), 2)).toBe("90.00");
    expect(gradeOf(card, read("90"))).toBe("A");
  });

  it("has an easier line for agricultural streets, where the card says so", () => {
    const facts = ["510108001", "510108002"].flatMap((street) => [
      ...many(7, due(street)),
      ...many(3, due(street, { late: true })),
    ]);
    const [rural, urban] = ranked(card, facts, [
      { code: "510108001", type: "urban" },
      { code: "510108002", type: "agricultural" },
    ]);
    expect([rural?.subject, urban?.subject]).toEqual(["510108002", "510108001"]);
  });
});
