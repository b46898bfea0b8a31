import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { Ajv, type AnySchemaObject } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as events from "../src/events.ts";
import { Envelope, serviceOf, type EventContract } from "../src/index.ts";
import { asyncapiOf } from "../generate/asyncapi.ts";
import { schemaOf } from "../generate/schemas.ts";
import { tableOf, withTable } from "../generate/table.ts";

const contracts = Object.values<unknown>(events).filter(
  (value): value is EventContract => typeof value === "object" && value !== null && "example" in value,
);

const validator = (): Ajv => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  (addFormats as unknown as (to: Ajv) => void)(ajv);
  return ajv;
};

describe.each(contracts.map((contract) => ({ contract, subject: contract.subject })))("$subject", ({ contract }) => {
  const isValid = validator().compile(schemaOf(contract));
  const example = contract.example as Readonly<Record<string, unknown>>;

  it("accepts its own example, and one with a field more", () => {
    expect(isValid(example), JSON.stringify(isValid.errors)).toBe(true);
    expect(isValid({ ...example, later: "an optional field of a later release" })).toBe(true);
    expect(contract.data.parse(example)).toEqual(example);
  });

  it("refuses it without any of its required fields", () => {
    const { required } = schemaOf(contract) as { readonly required: readonly string[] };
    expect(required.length).toBeGreaterThan(0);
    for (const name of required) {
      const { [name]: _, ...rest } = example;
      expect(isValid(rest), name).toBe(false);
    }
  });

  it("says in both languages what it is, and why anybody needs it", () => {
    expect(contract.title.zh).toMatch(/\p{Script=Han}/u);
    expect(contract.title.en).toMatch(/^[A-Z]/);
    expect(contract.why).toMatch(/\.$/);
  });
});

it("no two contracts have one name", () => {
  expect(new Set(contracts.map(({ subject }) => subject)).size).toBe(contracts.length);
});

describe("asyncapi.yaml", () => {
  type Tree = Readonly<Record<string, unknown>>;
  const document = parse(asyncapiOf(contracts, "9.9.9")) as Tree & {
    readonly channels: Readonly<Record<string, { readonly address: string }>>;
    readonly operations: Readonly<Record<string, { readonly action: string; readonly tags: readonly Tree[] }>>;
    readonly components: { readonly messages: Readonly<Record<string, { readonly payload: AnySchemaObject }>> };
  };

  it("is AsyncAPI 3", () => {
    const path = createRequire(import.meta.url).resolve("@asyncapi/specs/schemas/3.0.0-without-$id.json");
    const isValid = validator().compile(JSON.parse(readFileSync(path, "utf8")) as AnySchemaObject);
    expect(isValid(document), JSON.stringify(isValid.errors?.slice(0, 3))).toBe(true);
    expect(isValid({ ...document, channels: [] })).toBe(false);
    expect(isValid({ ...document, operations: { broken: { action: "sing" } } })).toBe(false);
  });

  it("points only at what is there", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path ?? "");
    expect(references.length).toBeGreaterThan(contracts.length * 5);
    for (const path of references)
      expect(
        path.split("/").reduce<unknown>((tree, name) => (tree as Tree | undefined)?.[name], document),
        path,
      ).toBeDefined();
  });

  it("has a channel and an operation for every event, at the subject where it is stored", () => {
    for (const { subject } of contracts) {
      expect(document.channels[subject]?.address).toBe(`evt.${subject}.{partition}.{key}`);
      expect(document.operations[subject]).toMatchObject({ action: "send", tags: [{ name: serviceOf(subject) }] });
    }
    expect(Object.keys(document.channels)).toHaveLength(contracts.length);
  });

  it("describes messages as they are: an envelope around the data", () => {
    for (const { subject, example } of contracts) {
      const payload = document.components.messages[subject]?.payload;
      const isValid = validator().compile({ ...payload, components: document.components });
      const envelope = {
        specversion: "1.0",
        id: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
        source: serviceOf(subject),
        type: subject,
        subject: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
        time: "2017-12-27T01:20:00.200Z",
        datacontenttype: "application/json",
        dataschema: `urn:wangge:schema:${subject}`,
        data: example,
      };
      expect(Envelope.parse(envelope)).toEqual(envelope);
      expect(isValid(envelope), JSON.stringify(isValid.errors)).toBe(true);
      expect(isValid({ ...envelope, type: "other.thing.happened.v1" })).toBe(false);
      expect(isValid({ ...envelope, data: {} })).toBe(false);
    }
  });
});

describe("the table of events", () => {
  const readme = "before\n<!-- events: made by `npm run contracts` -->\nold\n<!-- end of events -->\nafter\n";

  it("stands between its marks, with a line for each event", () => {
    const made = withTable(readme, tableOf(contracts));
    expect(made).toMatch(/^before\n<!-- events[^]*<!-- end of events -->\nafter\n$/);
    expect(made).not.toContain("\nold\n");
    for (const { subject, title } of contracts) expect(made).toMatch(new RegExp(`\`${subject}\`.*${title.zh}`));
  });

  it("does not touch a text that has no place for it", () => {
    expect(() => withTable("nothing", "")).toThrow("no place for the table");
  });
});
