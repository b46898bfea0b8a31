import { describe, expect, it } from "vitest";
import forms from "../src/api/forms.json" with { type: "json" };
import wanted from "../api/forms.json" with { type: "json" };
import { enforcement } from "../src/common/texts/enforcement.ts";
import { social } from "../src/common/texts/social.ts";
import { blank, bodyOf, filledOf, isWhole } from "../src/staff/forms/filled.ts";
import { VARIANT, type Form, type Schema } from "../src/staff/forms/schema.ts";

const penalty: Schema = {
  type: "object",
  properties: {
    kinds: { type: "array", items: { type: "string", enum: ["fine"] } },
    fine: { type: "integer", default: 0 },
    note: { type: "string" },
  },
  required: ["kinds"],
};
const source: Schema = {
  oneOf: [
    {
      type: "object",
      properties: { kind: { type: "string", const: "case" }, caseId: { type: "string" } },
      required: ["kind", "caseId"],
    },
    { type: "object", properties: { kind: { type: "string", enum: ["report"] } }, required: ["kind"] },
  ],
};

describe("what is filled in becomes what is sent", () => {
  it("counts money in fen and leaves out what is empty", () => {
    expect(bodyOf(penalty, { kinds: ["fine"], fine: 150.05, note: "" })).toEqual({ kinds: ["fine"], fine: 15_005 });
  });

  it("takes a time for one of the district", () => {
    const schema: Schema = { type: "object", properties: { at: { type: "string", format: "date-time" } } };
    expect(bodyOf(schema, { at: "2024-06-18T20:00" })).toEqual({ at: "2024-06-18T12:00:00.000Z" });
  });

  it("says which of several shapes is meant, and nothing of the others", () => {
    const filled = { ...(blank(source) as object), caseId: "c-1" };
    expect(filled).toMatchObject({ [VARIANT]: 0, kind: "case" });
    expect(bodyOf(source, filled)).toEqual({ kind: "case", caseId: "c-1" });
    expect(bodyOf(source, { [VARIANT]: 1, kind: "report", caseId: "c-1" })).toEqual({ kind: "report" });
  });

  it("is whole when what is required is there, deep down too", () => {
    const schema: Schema = { type: "object", properties: { penalty, source }, required: ["penalty"] };
    expect(isWhole(schema, blank(schema))).toBe(true);
    expect(isWhole({ ...penalty, required: ["kinds", "note"] }, { kinds: [] })).toBe(false);
    expect(isWhole({ ...schema, required: ["source"] }, { source: { [VARIANT]: 0, kind: "case" } })).toBe(false);
  });

  it("comes back as it was filled in", () => {
    const filled = { kinds: ["fine"], fine: 150.05, note: "see the record" };
    expect(filledOf(penalty, bodyOf(penalty, filled))).toEqual(filled);
  });
});

/** Every field and every word to choose from, of a command. */
const saidIn = (schema: Schema): { readonly fields: readonly string[]; readonly words: readonly string[] } => {
  const own = [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])];
  const inner = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.oneOf ?? []),
    ...(schema.items === undefined ? [] : [schema.items]),
  ].map(saidIn);
  return {
    fields: [...Object.keys(schema.properties ?? {}), ...inner.flatMap(({ fields }) => fields)],
    words: [...own, ...inner.flatMap(({ words }) => words)],
  };
};

describe.each(Object.entries({ enforcement, social }))("the forms of %s", (area, texts) => {
  const own = wanted
    .filter((id) => id.startsWith(`${area}.`))
    .map(
      (id) =>
        [
          id.slice(area.length + 1),
          (forms as Readonly<Record<string, unknown>>)[id.slice(area.length + 1)] as Form,
        ] as const,
    );

  it.each(["zh", "en"] as const)("have a word for every command, field and choice (%s)", (language) => {
    const { commands, fields, words } = texts[language];
    const said = own.map(([name, form]) => [name, saidIn(form.input)] as const);
    expect(own.length).toBeGreaterThan(80);
    expect(own.map(([name]) => name).filter((name) => commands[name] === undefined)).toEqual([]);
    expect([...new Set(said.flatMap(([, one]) => one.fields))].filter((name) => fields[name] === undefined)).toEqual(
      [],
    );
    expect([...new Set(said.flatMap(([, one]) => one.words))].filter((word) => words[word] === undefined)).toEqual([]);
  });
});
