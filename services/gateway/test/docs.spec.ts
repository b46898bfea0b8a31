import { afterEach, expect, it } from "vitest";
import { startGateway, type TestGateway } from "./builders.ts";

let gateway: TestGateway | undefined;
afterEach(() => gateway?.stop());

it("shows the events of the platform to anyone, and every file that the page leads to", async () => {
  gateway = await startGateway();
  const { url } = gateway;
  const page = await fetch(`${url}/docs/events`);
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(page.headers.get("content-security-policy")).toContain("default-src 'none'");
  const text = await page.text();
  const schemas = [...text.matchAll(/href="(schemas\/[^"]+)"/g)].map(([, path]) => path ?? "");
  expect(schemas.length).toBeGreaterThan(100);
  for (const path of ["asyncapi.yaml", ...schemas]) {
    const file = await fetch(new URL(path, `${url}/docs/events`));
    expect(file.status, path).toBe(200);
  }
  const schema = await fetch(`${url}/docs/schemas/dispatch.case.filed.v1.json`);
  expect(await schema.json()).toMatchObject({ $id: "urn:wangge:schema:dispatch.case.filed.v1" });
  expect((await fetch(`${url}/docs/schemas/dispatch.case.dreamt.v1.json`)).status).toBe(404);
  expect(await (await fetch(`${url}/docs`)).text()).toContain('href="/docs/events"');
});
