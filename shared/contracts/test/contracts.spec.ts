import { Parser } from "@asyncapi/parser";
import { Ajv, type AnySchemaObject } from "ajv";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import * as events from "../src/events.ts";
import { Envelope, serviceOf, type EventContract } from "../src/index.ts";
import { asyncapiOf } from "../generate/asyncapi.ts";
import { catalogueOf } from "../generate/catalogue.ts";
import type { Readers } from "../generate/readers.ts";
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

const department = { zh: "考核办公室", en: "Appraisal office" };
const integrator = { zh: "热线", en: "Hotline <12345>" };
const readers: Readers = {
  "dispatch.case.closed.v1": [
    { service: "appraisal", department, reads: "event" },
    { service: "webhooks", department, reads: "stream" },
    { integrator, purpose: "answer-callers", until: "2027-12-31", over: "webhook", partly: true },
  ],
};

describe("asyncapi.yaml", () => {
  type Tree = Readonly<Record<string, unknown>>;
  const document = parse(asyncapiOf(contracts, "9.9.9", readers)) as Tree & {
    readonly channels: Readonly<Record<string, { readonly address: string; readonly "x-readers": unknown }>>;
    readonly operations: Readonly<Record<string, { readonly action: string; readonly tags: readonly Tree[] }>>;
    readonly components: { readonly messages: Readonly<Record<string, { readonly payload: AnySchemaObject }>> };
  };

  it("is right to the official parser, which finds what is wrong", async () => {
    const complaints = async (tree: Tree): Promise<readonly string[]> => {
      const { diagnostics } = await new Parser().parse(JSON.stringify(tree));
      return diagnostics.map(({ message }) => message);
    };
    expect(await complaints(document)).toEqual([]);
    const { asyncapi, info } = document;
    expect(await complaints({ asyncapi, info, operations: { broken: { action: "sing" } } })).not.toEqual([]);
  }, 120_000);

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

  it("says of every event who may read it", () => {
    for (const { subject } of contracts)
      expect(document.channels[subject]?.["x-readers"], subject).toEqual(readers[subject] ?? []);
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

describe("the page of events", () => {
  const page = catalogueOf(
    contracts.map((contract) => ({
      contract,
      since: contract.subject.startsWith("dispatch.") ? "0.1.0" : undefined,
      readers: readers[contract.subject] ?? [],
    })),
    "9.9.9",
  );

  it("tells of every event: in both languages, where it lies, its fields and an example", () => {
    for (const { subject, title, example } of contracts) {
      const [, article = ""] = page.split(`<article id="${subject}">`);
      const [own = ""] = article.split("</article>");
      for (const part of [title.zh, title.en, `evt.${subject}.&gt;`, `schemas/${subject}.json`])
        expect(own).toContain(part);
      for (const name of Object.keys(example as object)) expect(own).toContain(`<code>${name}</code>`);
      expect(own).toContain(subject.startsWith("dispatch.") ? "release 0.1.0" : "the next release");
    }
  });

  it("says who may read an event, and for what, and that nobody does", () => {
    for (const line of [
      "考核办公室 Appraisal office: appraisal",
      "考核办公室 Appraisal office: webhooks, with its whole stream",
      "热线 Hotline &lt;12345&gt;: answer-callers, over HTTP, of a part of the district, through 2027-12-31",
    ])
      expect(page.split(`<li>${line}</li>`)).toHaveLength(2);
    expect(page.split("<dt>may be read by</dt><dd>nobody yet</dd>")).toHaveLength(contracts.length);
  });

  it("shows fields within fields, and stands by itself", () => {
    expect(page).toMatch(/<code>[a-zA-Z]+\[\]\.[a-zA-Z]+<\/code>/);
    expect(page).not.toMatch(/<script|https?:\/\//);
  });

  it("says of a new version and of the old one until when both are published", () => {
    const [old] = contracts;
    if (old === undefined) throw new Error("no contracts");
    const subject = old.subject.replace(/v1$/, "v2");
    const supersedes = { event: old, until: "2027-06-30", asBefore: (data: unknown) => data };
    const next: EventContract = { ...old, subject, supersedes };
    const both = catalogueOf(
      [old, next].map((contract) => ({ contract, since: undefined, readers: [] })),
      "9.9.9",
    );
    expect(both).toContain(`<a href="#${subject}">${subject}</a> takes its place. Both are published until 2027-06-30`);
    expect(both).toContain(`Takes the place of <a href="#${old.subject}">`);
  });
});
