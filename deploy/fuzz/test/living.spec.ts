import { describe, expect, it } from "vitest";
import { openLists, pathNames, withoutTuples, type OpenApi } from "../document.ts";
import { namedIn } from "../living.ts";

const get = (...parameters: { name: string; in: string; required?: boolean }[]) => ({
  get: { tags: ["dispatch"], parameters },
});
const document: OpenApi = {
  paths: {
    "/cases": get({ name: "status", in: "query" }),
    "/cases/{caseId}": get({ name: "caseId", in: "path", required: true }),
    "/places": get({ name: "q", in: "query", required: true }),
    "/stream/cases": get(),
  },
};

describe("what made-up requests are about", () => {
  it("is read from the lists that need no knowledge, under the names that paths have", () => {
    expect(openLists(document)).toEqual(["/cases"]);
    expect(pathNames(document)).toEqual(new Set(["caseId"]));
  });

  it("is every text under such a name, however deep, each once and not too many", () => {
    const many = Array.from({ length: 20 }, (_, place) => ({ caseId: `c-${String(place)}` }));
    const answers = [{ cases: [{ caseId: "a", department: "b" }, { order: { caseId: "a" } }] }, { caseId: 7 }];
    expect(namedIn(new Set(["caseId"]), answers)).toEqual(new Map([["caseId", ["a"]]]));
    expect(namedIn(new Set(["caseId"]), [many]).get("caseId")).toHaveLength(8);
  });
});

it("a tuple becomes a list of its length, and nothing else changes", () => {
  const point = { type: "array", prefixItems: [{ type: "number" }, { type: "integer" }] };
  const list = { type: "array", items: { anyOf: [{ type: "number" }, { type: "integer" }] }, minItems: 2, maxItems: 2 };
  expect(withoutTuples({ anyOf: [point, { type: "null" }] })).toEqual({ anyOf: [list, { type: "null" }] });
});
