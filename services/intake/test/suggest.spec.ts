import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadCategories } from "../src/app/categories.ts";
import { loadSuggestModel, suggestModelOf, readTraining } from "../src/app/suggest-model.ts";
import { featuresOf, fillersOf, trainModel } from "../src/domain/suggest/index.ts";

const model = loadSuggestModel();
const firstOf = (text: string): string | undefined => model.suggest(text)[0]?.category;
const keysOf = (text: string, ...fillers: string[]): string[] =>
  featuresOf(text, fillersOf(fillers)).map(({ key }) => key);

describe("pieces of a text", () => {
  it("are characters and pairs in Chinese, stems in English, each once", () => {
    expect(keysOf("路灯坏，路灯")).toEqual(["c:路", "b:路灯", "c:灯", "b:灯坏", "c:坏"]);
    expect(keysOf("Street lights, STREET light 13800000000")).toEqual(["w:street", "w:light"]);
    expect(keysOf("ｇｒａｆｆｉｔｉ")).toEqual(["w:graffiti"]);
  });

  it("are parted by words that say nothing", () => {
    expect(keysOf("路灯好几天坏", "好几天")).toEqual(["c:路", "b:路灯", "c:灯", "c:坏"]);
    expect(keysOf("light in front", "in", "front")).toEqual(["w:light"]);
  });
});

describe("the suggestion of a category 类别建议", () => {
  it.each([
    ["路灯坏了好几天没人修", "component-0137"],
    ["你好，我住在猛追湾街26号，楼下的烧烤摊每天晚上油烟很大，吵得睡不着觉", "event-0129"],
    ["小区门口的垃圾桶满了都没有人来清理", "event-0198"],
    ["我想问一下低保怎么办", "service-0101"],
    ["there is a big pothole in front of my house", "event-0113"],
    ["Someone sprayed graffiti on our wall", "event-0201"],
  ])("%s", (text, category) => {
    expect(firstOf(text)).toBe(category);
  });

  it("names the pieces of the text that speak for it", () => {
    const [first] = model.suggest("楼下的烧烤摊每天油烟很大");
    expect(first).toMatchObject({ category: "event-0129", because: ["烧烤摊", "油烟"] });
  });

  it.each(["今天天气真好", "街道办的人态度很差", "asdf qwerty", "13800000000", "？！", "老人走失了怎么办"])(
    "is silent on %s rather than guessing",
    (text) => {
      expect(model.suggest(text)).toEqual([]);
    },
  );

  it("comes with scores that fall, lie between 0 and 1, and speak from the text, whatever it is", () => {
    const words = readTraining().sources.flatMap(({ texts }) => Object.values(texts).flat());
    const sometimes = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...words));
    fc.assert(
      fc.property(fc.array(sometimes, { maxLength: 12 }), (pieces) => {
        const text = pieces.join("，");
        const scores = model.suggest(text).map(({ score }) => score);
        expect(scores.length).toBeLessThanOrEqual(5);
        expect(scores).toEqual(scores.toSorted((one, other) => other - one));
        expect(scores.every((score) => score >= 0 && score <= 1)).toBe(true);
        const plain = text.normalize("NFKC").toLowerCase();
        for (const { because } of model.suggest(text))
          expect(because.every((piece) => plain.includes(piece))).toBe(true);
      }),
    );
  });

  it("does not depend on the order of the training text", () => {
    const { fillers, tuning } = readTraining();
    const examples = loadCategories().all.map(({ code, name }) => ({ text: name.zh, category: code }));
    const [one, other] = [examples, examples.toReversed()].map((all) => trainModel({ examples: all, fillers, tuning }));
    for (const { text } of examples) expect(one?.suggest(text)).toEqual(other?.suggest(text));
  });

  it("says of which training text it was made", () => {
    expect(model.version).toMatch(/^2026\.1\+[0-9a-f]{8}$/);
    const training = readTraining();
    const altered = suggestModelOf(loadCategories(), { ...training, fillers: [...training.fillers, "路灯"] });
    expect(altered.version).not.toBe(model.version);
  });

  it("is refused at start where the training text names a category that is not there", () => {
    const training = readTraining();
    const sources = [{ id: "wrong", source: "a test", texts: { "event-9999": ["x"] } }];
    expect(() => suggestModelOf(loadCategories(), { ...training, sources })).toThrow("event-9999");
  });
});

/** The floor under what `evaluate-suggest.ts` prints: where the model speaks, it is right more often than not by far. */
it.each([
  ["beijing-2013", 0.85, 0.6],
  ["baltimore", 0.85, 0.7],
  ["petitions", 0.75, 0.75],
])("on text that it has not seen, %s, it is mostly right or silent", (file, right, silent) => {
  const seen = new Set(loadCategories().all.flatMap(({ name }) => [name.zh, name.en]));
  const rows = readFileSync(new URL(`../data/held-back/${file}.csv`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n")
    .slice(1)
    .map((line) => ({ text: line.slice(0, line.lastIndexOf(",")), codes: line.slice(line.lastIndexOf(",") + 1) }))
    .filter(({ text }) => !seen.has(text));
  const share = (all: readonly boolean[]): number => all.filter(Boolean).length / all.length;
  const answered = rows.filter(({ text, codes }) => codes !== "" && model.suggest(text).length > 0);
  const hit = answered.map(({ text, codes }) =>
    model.suggest(text, 3).some(({ category }) => codes.includes(category)),
  );
  const others = rows.filter(({ codes }) => codes === "").map(({ text }) => model.suggest(text).length === 0);
  expect(share(hit)).toBeGreaterThan(right);
  expect(share(others)).toBeGreaterThan(silent);
});
