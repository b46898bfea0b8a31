import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeReadings } from "../src/adapters/pinyin.ts";
import { loadEstates } from "../src/app/gazetteer.ts";
import { gazetteerOf, isWithinOne, type Place } from "../src/domain/places/index.ts";

const readings = placeReadings();
const place = (kind: Place["kind"], name: string, more: Partial<Place> = {}): Place => ({
  kind,
  name,
  aliases: [],
  ...more,
});
const all: readonly Place[] = [
  place("street", "猛追湾街道", { code: "510108002" }),
  place("community", "东街社区", { code: "510108002001" }),
  place("community", "胜利社区", { code: "510108012009" }),
  place("community", "长寿路社区", { code: "510108012001" }),
  place("community", "桃蹊社区", { code: "510108010004" }),
  place("community", "新华社区", { code: "510108003006" }),
  place("community", "绿地社区", { code: "510108003007" }),
  place("grid", "东街社区第1网格", { code: "510108002001001", grid: "510108002001001" }),
  place("grid", "东街社区第7网格", { code: "510108002001007", grid: "510108002001007" }),
  place("courtyard", "东街社区第1网格1号院", { grid: "510108002001001", aliases: ["猛追湾街26号"] }),
  place("courtyard", "锦绣花园", { grid: "510108002001001" }),
  place("courtyard", "锦绣花园", { grid: "510108012009002" }),
  ...loadEstates(),
];
const gazetteer = gazetteerOf(all, readings);
const searched = (query: string): string[] => gazetteer.search(query, 5).map((match) => match.place.name);
const found = (text: string): string[] => gazetteer.find(text, 5).map((match) => match.place.name);

describe("type-ahead", () => {
  it.each([
    ["猛追", "猛追湾街道", "name"],
    ["mengzhui", "猛追湾街道", "pinyin"],
    ["meng zhui wan", "猛追湾街道", "pinyin"],
    ["MZW", "猛追湾街道", "initials"],
    ["mengzuiwan", "猛追湾街道", "typo"],
    ["猛追弯", "猛追湾街道", "sound"],
    ["猛堆湾", "猛追湾街道", "typo"],
    ["东街社区", "东街社区", "name"],
    ["lvdi", "绿地社区", "pinyin"],
    ["二十四城", "华润二十四城一期", "name"],
    ["ershisicheng", "华润二十四城一期", "pinyin"],
  ])("%s finds %s by its %s", (query, name, how) => {
    expect(gazetteer.search(query, 1)[0]).toMatchObject({ place: { name }, how, matched: query });
  });

  it("reads names as they are spoken: 长寿路 is chang, not zhang; 桃蹊 is xi, not qi", () => {
    expect(searched("changshoulu")[0]).toBe("长寿路社区");
    expect(gazetteer.search("zhangshoulu", 1)[0]?.how).toBe("typo");
    expect(searched("taoxi")[0]).toBe("桃蹊社区");
    expect(searched("jindu")[0]).toBe("锦都馨苑");
  });

  it("puts the community before its grids, and whole names before parts", () => {
    expect(searched("东街").slice(0, 2)).toEqual(["东街社区", "东街社区第1网格"]);
  });

  it("finds nothing where nothing is near, and never fails", () => {
    expect(searched("qqqqqqq")).toEqual([]);
    expect(searched(" ！")).toEqual([]);
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (query) => {
        expect(gazetteer.search(query, 5).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it("finds every place by its name, its pinyin and its name with one letter wrong", () => {
    const places = fc.constantFrom(...all);
    fc.assert(
      fc.property(places, fc.nat(), ({ name }, at) => {
        const letters = Array.from(readings.ofName(name).join(""));
        const wrong = letters.with(at % letters.length, "z").join("");
        const among = (query: string): string[] => gazetteer.search(query, all.length).map((one) => one.place.name);
        expect(among(name)).toContain(name);
        expect(among(letters.join(""))).toContain(name);
        if (letters.length > 5 && gazetteer.search(wrong, 1)[0]?.how === "typo") expect(among(wrong)).toContain(name);
      }),
    );
  });
});

describe("places in a text", () => {
  it.each([
    ["你好，我住在猛追湾街26号，楼下很吵", ["东街社区第1网格1号院", "猛追湾街26号", "猛追湾街道"]],
    ["猛追弯的路灯坏了", ["猛追湾街道"]],
    ["万年茗具小区3栋", ["万年茗居"]],
    ["mengzhuiwan you laji", ["猛追湾街道"]],
    ["桂花树倒了", []],
    ["取得胜利", []],
    ["", []],
  ])("%s", (text, names) => {
    expect(found(text)).toEqual(names);
  });

  it("are told with the piece of the text and the grid", () => {
    expect(gazetteer.find("东街社区第1网格1号院的井盖", 1)).toMatchObject([
      { matched: "东街社区第1网格1号院", how: "name", place: { grid: "510108002001001" } },
    ]);
  });

  it("have their figures right: 第7网格 is no typo for 第1网格", () => {
    expect(found("东街社区第7网格")).toEqual(["东街社区第7网格", "东街社区"]);
  });

  it("come by a grid first where two are called alike", () => {
    for (const grid of ["510108002001001", "510108012009002"])
      expect(gazetteer.find("锦绣花园门口", 2, grid)[0]?.place.grid).toBe(grid);
  });

  it("are found whatever stands round them", () => {
    const around = fc.string({ unit: fc.constantFrom(...Array.from("的在门口有很多垃圾路灯坏了abc，。12")) });
    fc.assert(
      fc.property(around, around, (before, after) => {
        expect(gazetteer.find(`${before}猛追湾街道${after}`, 50).map((match) => match.place.name)).toContain(
          "猛追湾街道",
        );
      }),
    );
  });
});

describe("one letter", () => {
  /** Edit distance by the book. */
  const distance = (one: string, other: string): number => {
    let row = Array.from({ length: other.length + 1 }, (_, at) => at);
    for (const [nth, letter] of Array.from(one).entries()) {
      const next = [nth + 1];
      for (const [at, against] of Array.from(other).entries())
        next.push(Math.min((row[at] ?? 0) + (letter === against ? 0 : 1), (row[at + 1] ?? 0) + 1, (next[at] ?? 0) + 1));
      row = next;
    }
    return row.at(-1) ?? 0;
  };

  it("more, less or another is what the edit distance says", () => {
    const few = fc.string({ unit: fc.constantFrom("a", "b"), maxLength: 5 });
    fc.assert(
      fc.property(few, few, (one, other) => {
        expect(isWithinOne(one, other)).toBe(distance(one, other) <= 1);
      }),
    );
  });
});
