import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadCategories } from "../src/app/categories.ts";
import { answered, DATATYPES, mustNotStop, treeOf, type Question } from "../src/domain/index.ts";

const name = { zh: "名", en: "name" };
const categories = loadCategories();
const DAY = "2017-12-27";

const category = (code: string) => {
  const found = categories.find(code);
  if (found === undefined) throw new Error(`no category ${code}`);
  return found;
};

describe("the tree 类别树", () => {
  it("is as deep as its data are", () => {
    const nodes = ["a", "b", "c", "d", "e"].map((id, index, all) => ({
      id,
      name,
      ...(index === 0 ? {} : { parent: all[index - 1] }),
    }));
    const leaf = { code: "event-0101", parent: "e" };
    expect(treeOf(nodes, [leaf]).lineOf(leaf)).toEqual(["a", "b", "c", "d", "e", "event-0101"]);
  });

  it("has no circle, no gap and no id twice", () => {
    const circle = [
      { id: "a", parent: "b", name },
      { id: "b", parent: "a", name },
    ];
    expect(() => treeOf(circle, [])).toThrow("circle");
    expect(() => treeOf([{ id: "a", parent: "x", name }], [])).toThrow("no node x");
    expect(() => treeOf([], [{ code: "event-0101", parent: "x" }])).toThrow("no node x");
    expect(() =>
      treeOf(
        [
          { id: "a", name },
          { id: "a", name },
        ],
        [],
      ),
    ).toThrow("twice");
  });
});

describe("other published numberings", () => {
  const old = "cjt-214-as-implemented@2005.1";

  it("swap 04 and 05: the same code means another thing", () => {
    expect(categories.translate(old, "event-0401")).toBe("event-0501");
    expect(categories.translate(old, "event-0501")).toBe("event-0401");
    expect(categories.translate(categories.scheme, "event-0401")).toBe("event-0401");
  });

  it("of 2026 have five digits, and what has no counterpart is not guessed", () => {
    expect(categories.translate("gbt-47678.5@2026.1", "event-06010")).toBe("event-0110");
    expect(categories.translate("gbt-47678.5@2026.1", "event-10001")).toBeUndefined();
    expect(categories.translate("unheard-of@1", "event-0110")).toBeUndefined();
    expect(categories.translate(old, "toString")).toBeUndefined();
  });

  it("do not know our local extensions, and every code they know is one of ours", () => {
    expect(categories.translate(old, "event-0199")).toBeUndefined();
    const known = categories.all
      .map(({ code }) => categories.translate(old, code))
      .filter((code) => code !== undefined);
    expect(known.length).toBeGreaterThan(100);
    expect(known.every((code) => categories.find(code) !== undefined)).toBe(true);
  });
});

describe("rules of categories", () => {
  it("stand for categories and nodes that are there", () => {
    const all = categories.all.flatMap((one) => categories.rulesOf(one, DAY).questions.map(({ datatype }) => datatype));
    expect(new Set(all)).toEqual(new Set(DATATYPES));
  });

  it("come from the nodes above too, the nearest radius counts", () => {
    const collapse = categories.rulesOf(category("event-0505"), DAY);
    expect(collapse.questions.map(({ code }) => code)).toEqual(["safety", "injured", "depth", "length"]);
    expect(collapse.duplicates).toEqual({ radius: 50, hours: 72 });
    expect(categories.rulesOf(category("event-0504"), DAY).duplicates).toEqual({ radius: 100, hours: 24 });
    expect(categories.rulesOf(category("event-0110"), DAY).duplicates).toEqual({ radius: 50, hours: 24 });
  });

  it("are refused for a day before the first of them", () => {
    expect(() => categories.rulesOf(category("event-0110"), "2011-12-31")).toThrow("in force");
  });

  it("have no question twice in one form", () => {
    for (const one of categories.all) {
      const codes = categories.rulesOf(one, DAY).questions.map(({ code }) => code);
      expect(new Set(codes).size).toBe(codes.length);
    }
  });
});

const question = (datatype: Question["datatype"], more: Partial<Question> = {}): Question => ({
  code: "q",
  datatype,
  required: false,
  variable: true,
  text: name,
  ...(datatype.endsWith("list") ? { values: ["a", "b", "c"].map((key) => ({ key, name })) } : {}),
  ...more,
});
const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe("answers 附加问题", () => {
  it.each([
    ["string", "十二号", "x".repeat(201)],
    ["text", "一".repeat(4000), "一".repeat(4001)],
    ["number", "-12.5", "1e5"],
    ["number", "7", "seven"],
    ["datetime", "2017-12-27T09:20:00+08:00", "yesterday"],
    ["datetime", "2017-12-27", "2017-13-45"],
    ["singlevaluelist", "a", "d"],
    ["multivaluelist", "c", "toString"],
  ] as const)("of type %s: %j but not %j", (datatype, good, bad) => {
    expect(answered([question(datatype)], { q: good }).answers).toEqual({ q: [good] });
    expect(codeOf(() => answered([question(datatype)], { q: bad }))).toBe("intake.attribute.invalid");
  });

  it("are one, but for lists of several, which count each value once", () => {
    expect(answered([question("multivaluelist")], { q: ["a", "c", "a"] }).answers).toEqual({ q: ["a", "c"] });
    expect(codeOf(() => answered([question("singlevaluelist")], { q: ["a", "b"] }))).toBe("intake.attribute.too_many");
  });

  it("must be given where they are required; an empty one is none, also of a list", () => {
    const required = question("multivaluelist", { required: true });
    for (const given of [{}, { q: "" }, { q: [] }, { q: ["", " "] }])
      expect(codeOf(() => answered([required], given))).toBe("intake.attribute.missing");
    expect(answered([question("multivaluelist")], { q: [""] }).answers).toEqual({});
  });

  it("to what nobody asked are left out, a notice asks nothing", () => {
    const notice = question("text", { variable: false, required: true });
    expect(answered([notice], { q: "x", other: "y" }).answers).toEqual({});
  });

  it("never throw but with a code of their own, whatever comes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...DATATYPES)),
        fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.array(fc.string()))),
        (types, given) => {
          const questions = types.map((type, index) => question(type, { code: `q${String(index)}` }));
          const all = Object.fromEntries(Object.values(given).map((value, index) => [`q${String(index)}`, value]));
          const code = codeOf(() => answered(questions, all));
          expect(code === undefined || code.startsWith("intake.attribute.")).toBe(true);
        },
      ),
    );
  });

  it("that tell of danger end the filing and say whom to call", () => {
    const { questions } = categories.rulesOf(category("event-0502"), DAY);
    const stopped = answered(questions, { smell: "yes" });
    expect(stopped.stop).toMatchObject({ redirect: "119", question: "smell" });
    expect(codeOf(() => mustNotStop(stopped))).toBe("intake.category.stopped");
    expect(codeOf(() => mustNotStop(answered(questions, { smell: "no" })))).toBeUndefined();
  });
});
