import { Validator } from "@seriousme/openapi-schema-validator";
import { action } from "@wangge/kit";
import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { routeTable } from "../src/api/routes.ts";
import { openApiOf } from "../src/docs/openapi.ts";
import { actionOf, announcedBy, sampleActions, startGateway, type Actions, type TestGateway } from "./builders.ts";

interface Tree {
  readonly name: string;
  readonly children: Tree[];
}
const Tree: z.ZodType<Tree> = z.lazy(() => z.object({ name: z.string(), children: z.array(Tree) }));

const more: Actions = {
  "registry.tree": {
    ...actionOf("PUT /trees/:treeId"),
    input: z.object({ treeId: z.string(), tree: Tree }),
    output: Tree,
  },
  "registry.remove": { ...actionOf("DELETE /trees/:treeId"), input: z.object({ treeId: z.string() }), status: 204 },
  "intake.many": action({
    rest: "POST /reports/bulk",
    summary: "Many",
    access: ["clerk"],
    input: z.strictObject({ items: z.array(z.unknown()) }),
    output: z.object({ results: z.array(z.unknown()) }),
    run: () => Promise.resolve({ results: [] }),
  }),
};

interface Document {
  readonly paths: Record<string, Record<string, Record<string, unknown>>>;
  readonly components: { readonly schemas: Record<string, Record<string, unknown>> };
}

const documentOf = (actions: Actions): Document =>
  openApiOf(routeTable(announcedBy(actions)), {
    version: "0.1.0",
    tokenPath: "/dev/issuer/token",
  }) as unknown as Document;

const referencesIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "$ref" && typeof inner === "string" ? [inner] : referencesIn(inner),
  );
};

const lookUp = (document: unknown, reference: string): unknown =>
  reference
    .slice(2)
    .split("/")
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document);

let running: TestGateway | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

describe("the OpenAPI document", () => {
  const document = documentOf({ ...sampleActions, ...more });

  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(document) as unknown as Record<string, unknown>)).toEqual({
      valid: true,
    });
    expect(validator.version).toBe("3.1");
  });

  it("has no reference that leads nowhere", () => {
    const references = referencesIn(document);
    expect(references.length).toBeGreaterThan(20);
    for (const reference of references) expect([reference, lookUp(document, reference)]).not.toContain(undefined);
  });

  it("puts each part of an input where it belongs", () => {
    const assign = document.paths["/cases/{caseId}/assign"]?.["post"];
    expect(assign?.["parameters"]).toMatchObject([{ name: "caseId", in: "path", required: true }, {}]);
    expect(document.components.schemas["dispatch.assign.input"]).toMatchObject({
      properties: { department: { type: "string" } },
      required: ["department"],
    });
    const list = document.paths["/cases"]?.["get"];
    expect(list?.["parameters"]).toHaveLength(5);
    expect(list?.["parameters"]).toContainEqual(
      expect.objectContaining({ name: "limit", in: "query", required: false }),
    );
    expect(list).not.toHaveProperty("requestBody");
  });

  it("says who may ask", () => {
    expect(document.paths["/cases"]?.["get"]?.["security"]).toEqual([{ bearer: [] }]);
    expect(document.paths["/reports"]?.["post"]?.["security"]).toEqual([{}, { bearer: [] }]);
    expect(document.paths["/cases"]?.["get"]?.["description"]).toContain("clerk, dispatcher");
  });

  it("declares every answer by its status, and none of a bug", () => {
    const always = ["400", "401", "403", "404", "422", "429", "431", "503"];
    const statusesOf = (path: string, method: string) =>
      Object.keys(document.paths[path]?.[method]?.["responses"] as object);
    expect(statusesOf("/cases", "get")).toEqual(["200", ...always]);
    expect(statusesOf("/reports", "post").toSorted()).toEqual(["201", ...always, "409", "413", "415"].toSorted());
    expect(statusesOf("/trees/{treeId}", "delete")).toEqual(["204", ...always].toSorted());
    for (const methods of Object.values(document.paths))
      for (const { responses } of Object.values(methods)) {
        expect(responses).not.toHaveProperty("default");
        expect(responses).not.toHaveProperty("500");
      }
  });

  it("offers lines where a bulk takes them", () => {
    const content = document.paths["/reports/bulk"]?.["post"]?.["requestBody"] as { content: Record<string, unknown> };
    expect(Object.keys(content.content)).toEqual(["application/json", "application/x-ndjson"]);
  });

  it("follows what is announced", async () => {
    running = await startGateway();
    const { url, announce } = running;
    const paths = async () => Object.keys(((await (await fetch(`${url}/openapi.json`)).json()) as Document).paths);
    expect(await paths()).toEqual([
      ...["/cases", "/cases/{caseId}/assign", "/reports"],
      ...["/stream/cases", "/stream/operations/{operationId}", "/stream/tickets"],
    ]);
    announce({ ...sampleActions, ...more });
    await expect.poll(paths).toContain("/trees/{treeId}");
  });
});

describe("the page to try it", () => {
  it("comes from here alone and runs no code from strings", async () => {
    running = await startGateway();
    const { url } = running;
    const page = await fetch(`${url}/docs`);
    const html = await page.text();
    expect(page.headers.get("content-security-policy")).toMatch(/script-src 'self';/);
    expect(html).not.toMatch(/https?:/);
    const parts = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path ?? "");
    expect(parts).toHaveLength(7);
    for (const path of parts) expect((await fetch(`${url}${path}`)).status).toBe(200);
  });
});
