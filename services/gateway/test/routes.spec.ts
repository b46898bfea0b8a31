import { action } from "@wangge/kit";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { inputOf } from "../src/api/input.ts";
import { routeTable } from "../src/api/routes.ts";
import { actionOf, announcedBy, sampleActions, type Actions } from "./builders.ts";

const tableOf = (actions: Actions) => {
  const refused: string[] = [];
  const table = routeTable(announcedBy(actions), (name, reason) => refused.push(`${name}: ${reason}`));
  return { table, refused };
};

describe("the routes", () => {
  it("are those that services announce", () => {
    const { table } = tableOf(sampleActions);
    expect(table.find("POST", "/cases/01J/assign")?.route.action).toBe("dispatch.assign");
    expect(table.find("POST", "/cases/01J/assign")?.params).toEqual({ caseId: "01J" });
    expect(table.find("HEAD", "/cases")?.route.action).toBe("dispatch.list");
    expect(table.find("POST", "/cases")).toBeUndefined();
    expect(table.allowed("/cases")).toEqual(["GET", "HEAD"]);
    expect(table.allowed("/nothing")).toEqual([]);
  });

  it("belong to the first service by name, whatever the parameter is called", () => {
    const { table, refused } = tableOf({
      "registry.get": actionOf("GET /things/:id"),
      "dispatch.get": actionOf("GET /things/:thingId"),
    });
    expect(table.find("GET", "/things/1")?.route.action).toBe("dispatch.get");
    expect(refused).toEqual(["registry.get: the place of dispatch.get"]);
  });

  it("leave out what is only for services, what is no route, and the gateway's own places", () => {
    const { table, refused } = tableOf({
      "intake.silent": actionOf(undefined),
      "intake.inner": { ...actionOf("GET /inner"), access: "service" },
      "intake.wild": actionOf("GET /*"),
      "intake.pattern": actionOf("GET /:id(^\\d+$)"),
      "intake.twice": actionOf("GET /a/:id/b/:id"),
      "intake.stream": actionOf("GET /stream/cases"),
    });
    expect(table.routes).toEqual([]);
    expect(refused.map((line) => line.split(":")[0]).sort()).toEqual([
      "intake.pattern",
      "intake.stream",
      "intake.twice",
      "intake.wild",
    ]);
  });
});

const merge = (method: string, path: string, query?: string, body?: unknown) => {
  const { table } = tableOf(sampleActions);
  const found = table.find(method, path);
  if (found === undefined) throw new Error("no route");
  return inputOf(found, query === undefined ? undefined : new URLSearchParams(query), body);
};

describe("the input", () => {
  it("is path, query and body in one", () => {
    expect(merge("POST", "/cases/01J/assign", undefined, { department: "housing" })).toEqual({
      caseId: "01J",
      department: "housing",
    });
  });

  it("has the types of the announced schema", () => {
    expect(merge("GET", "/cases", "limit=5&overdue=true&status=filed&near=1.5e1&grid=0051")).toEqual({
      limit: 5,
      overdue: true,
      status: ["filed"],
      near: 15,
      grid: "0051",
    });
    expect(merge("GET", "/cases", "status=filed&status=assigned")).toEqual({ status: ["filed", "assigned"] });
  });

  it("stays text where it does not fit, for the service to say so", () => {
    expect(merge("GET", "/cases", "limit=five&overdue=1&near=0x10")).toEqual({
      limit: "five",
      overdue: "1",
      near: "0x10",
    });
  });

  it("sees through references and alternatives of a schema", () => {
    const Count = z.union([z.int(), z.null()]).meta({ id: "GatewayTestCount" });
    const table = routeTable(
      announcedBy({
        "intake.count": action({
          rest: "GET /count",
          summary: "",
          access: "public",
          input: z.object({ a: Count, b: Count.optional() }),
          output: z.unknown(),
          run: () => Promise.resolve({}),
        }),
      }),
    );
    const found = table.find("GET", "/count");
    expect(found && inputOf(found, new URLSearchParams("a=1&b=2"), undefined)).toEqual({ a: 1, b: 2 });
  });

  it("may say a thing twice, but not in two ways", () => {
    expect(merge("POST", "/cases/01J/assign", undefined, { caseId: "01J" })).toEqual({ caseId: "01J" });
    expect(() => merge("POST", "/cases/01J/assign", undefined, { caseId: "other" })).toThrow(
      expect.objectContaining({ code: "input.invalid" }),
    );
    expect(() => merge("POST", "/cases/01J/assign", "department=a", { department: "b" })).toThrow();
  });

  it.each([
    ['{"$where":"1"}'],
    ['{"a":[{"b":{"$gt":1}}]}'],
    ['{"__proto__":{"admin":true}}'],
    ['{"a":{"__proto__":null}}'],
    ["[1]"],
    ['"text"'],
    [`{"a":${"[".repeat(40)}${"]".repeat(40)}}`],
  ])("refuses %s", (text) => {
    expect(() => merge("POST", "/cases/1/assign", undefined, JSON.parse(text))).toThrow(
      expect.objectContaining({ code: "input.invalid", kind: "invalid" }),
    );
  });

  it("refuses such keys in the query too", () => {
    expect(() => merge("GET", "/cases", "$where=1")).toThrow();
    expect(() => merge("GET", "/cases", "__proto__=1")).toThrow();
  });
});
