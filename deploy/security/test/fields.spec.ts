import { join } from "node:path";
import { action } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Row } from "../access.ts";
import { fieldProblems, fieldsOfAll, type PersonalFields } from "../fields.ts";

const root = join(import.meta.dirname, "../../..");

describe("a field that is by its name a person's", () => {
  const own = "deploy/security/test/fields.spec.ts";
  const rule = {
    what: "callers",
    service: "window",
    fields: ["caller.phone"],
    written: "by the caller",
    read: "by nobody",
    masked: [],
    clear: [],
    clearBy: [],
    kept: "sealed",
    proof: own,
  } satisfies PersonalFields;
  const of = (input: z.ZodObject, output: z.ZodObject) =>
    fieldsOfAll([
      {
        manifest: { name: "window", publishes: [], subscribes: [], calls: [] },
        actions: {
          call: action({ summary: "for the test", access: ["clerk"], input, output, run: () => Promise.reject(new Error()) }), // prettier-ignore
        },
      },
    ]);
  const caller = z.object({ caller: z.object({ phone: z.string(), name: z.string() }).optional() });
  const nothing = z.object({});
  const row: Row = { action: "window.call", http: null, access: ["clerk"], allowed: ["clerk", "admin"] };

  it("is found in what is taken and in what is answered, within lists, choices and maps; and so is a name beside a telephone", () => {
    const deep = z.object({
      list: z.array(z.union([z.object({ email: z.string() }), z.object({ other: z.string() })])),
      map: z.record(z.string(), z.object({ idNumber: z.string() })),
    });
    expect(fieldProblems(of(caller, deep), [rule], [row], root)).toEqual([
      "window.call: caller.name",
      "window.call: list.email",
      "window.call: map.*.idNumber",
    ]);
  });

  it("has a rule that speaks of fields, actions, roles and tests that are there", () => {
    const said: PersonalFields = {
      ...rule,
      fields: ["caller.phone", "caller.name", "caller.age"],
      clearBy: ["window.call"],
      masked: ["department"],
      proof: `${own} › no such test`,
    };
    expect(fieldProblems(of(caller, nothing), [said], [row], root)).toEqual([
      "callers: window has no caller.age",
      "callers: window.call answers nothing of it",
      "callers: department may ask for nothing of it",
      `callers: ${own} has no test “no such test”`,
    ]);
    const good = { ...said, fields: ["caller.phone", "caller.name"], masked: ["clerk" as const], proof: own };
    expect(fieldProblems(of(nothing, caller), [good], [row], root)).toEqual([]);
  });
});
