import { describe, expect, it } from "vitest";
import { z } from "zod";
import { breakingChanges } from "../generate/compatibility.ts";
import { jsonSchemaOf } from "../generate/schemas.ts";

const base = {
  caseId: z.string().regex(/^\d+$/),
  attempt: z.int().min(1),
  kind: z.enum(["event", "component"]),
  place: z.object({ grid: z.string(), point: z.object({ lng: z.number() }).optional() }),
  workers: z.array(z.string()),
  result: z.union([z.object({ passed: z.literal(true) }), z.object({ passed: z.literal(false), reason: z.string() })]),
  note: z.string().optional(),
};

const schemas = (shape: z.ZodRawShape) => ({ "a.b.c.v1": jsonSchemaOf(z.object(shape)) });
const changed = (change: z.ZodRawShape) => breakingChanges(schemas(base), schemas({ ...base, ...change }));
const { note: _note, ...withoutNote } = base;
const { caseId: _caseId, ...withoutCaseId } = base;

describe("compatible with the last release is", () => {
  it("the same", () => {
    expect(changed({})).toEqual([]);
  });

  it("an optional field more, at any depth", () => {
    expect(
      changed({
        later: z.string().optional(),
        place: z.object({
          grid: z.string(),
          street: z.string().optional(),
          point: z.object({ lng: z.number(), lat: z.number().optional() }).optional(),
        }),
      }),
    ).toEqual([]);
  });

  it("another text", () => {
    expect(changed({ caseId: base.caseId.describe("explained better") })).toEqual([]);
  });

  it("a new event", () => {
    expect(breakingChanges(schemas(base), { ...schemas(base), "a.b.d.v1": {} })).toEqual([]);
  });

  it("another order of fields", () => {
    expect(breakingChanges(schemas({ b: z.string(), a: z.int() }), schemas({ a: z.int(), b: z.string() }))).toEqual([]);
  });
});

describe("not compatible is", () => {
  it.each([
    ["an event that goes", breakingChanges(schemas(base), {}), "a.b.c.v1: the event is removed"],
    [
      "a field that goes",
      breakingChanges(schemas(base), schemas(withoutCaseId)),
      "a.b.c.v1.caseId: the field is removed",
    ],
    [
      "an optional field that goes",
      breakingChanges(schemas(base), schemas(withoutNote)),
      "a.b.c.v1.note: the field is removed",
    ],
    ["a new required field", changed({ later: z.string() }), "a.b.c.v1.later: newly required, older messages lack it"],
    [
      "a field that becomes required",
      changed({ note: z.string() }),
      "a.b.c.v1.note: newly required, older messages lack it",
    ],
    [
      "a field that becomes optional",
      changed({ attempt: base.attempt.optional() }),
      "a.b.c.v1.attempt: no longer always there",
    ],
    ["another type", changed({ caseId: z.int() }), 'a.b.c.v1.caseId: type was "string", is "integer"'],
    ["a wider type", changed({ attempt: z.number().min(1) }), 'a.b.c.v1.attempt: type was "integer", is "number"'],
    [
      "null from now on",
      changed({ caseId: base.caseId.nullable() }),
      "a.b.c.v1.caseId: anyOf has 2 alternatives, had 0",
    ],
    ["a value that goes", changed({ kind: z.enum(["event"]) }), 'a.b.c.v1.kind: the value "component" is removed'],
    [
      "a value that readers do not know",
      changed({ kind: z.enum(["event", "component", "service"]) }),
      'a.b.c.v1.kind: the value "service" is new, readers do not know it',
    ],
    [
      "only certain values",
      changed({ note: z.enum(["yes", "no"]).optional() }),
      "a.b.c.v1.note: only certain values from now on",
    ],
    ["any value", changed({ kind: z.string() }), "a.b.c.v1.kind: any value from now on"],
    [
      "another pattern",
      changed({ caseId: z.string().regex(/^\d{3}$/) }),
      'a.b.c.v1.caseId: pattern was "^\\\\d+$", is "^\\\\d{3}$"',
    ],
    ["a narrower range", changed({ attempt: z.int().min(2) }), "a.b.c.v1.attempt: minimum was 1, is 2"],
    ["a new bound", changed({ workers: z.array(z.string()).max(3) }), "a.b.c.v1.workers: maxItems was none, is 3"],
    [
      "a change inside an object",
      changed({ place: z.object({ grid: z.int() }) }),
      'a.b.c.v1.place.grid: type was "string", is "integer"',
    ],
    [
      "a change of the items of a list",
      changed({ workers: z.array(z.int()) }),
      'a.b.c.v1.workers[]: type was "string", is "integer"',
    ],
    [
      "a change inside an alternative",
      changed({ result: z.union([z.object({ passed: z.literal(true) }), z.object({ passed: z.literal(false) })]) }),
      "a.b.c.v1.result(1).reason: the field is removed",
    ],
    [
      "an alternative more",
      changed({ result: z.union([...base.result.options, z.object({ passed: z.null() })]) }),
      "a.b.c.v1.result: anyOf has 3 alternatives, had 2",
    ],
    [
      "an object that closes",
      breakingChanges(schemas(base), { "a.b.c.v1": jsonSchemaOf(z.strictObject(base)) }),
      "a.b.c.v1: additionalProperties was none, is false",
    ],
  ])("%s", (_, found, line) => {
    expect(found).toContain(line);
  });
});
