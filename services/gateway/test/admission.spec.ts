import { afterEach, describe, expect, it } from "vitest";
import { actionOf, sampleActions, startGateway, type TestGateway } from "./builders.ts";

const json = { "content-type": "application/json" };

let running: TestGateway | undefined;
afterEach(async () => {
  await running?.stop();
  running = undefined;
});

interface Full extends TestGateway {
  readonly report: (headers?: Readonly<Record<string, string>>) => Promise<Response>;
  readonly inHand: () => number;
  readonly finishAll: () => void;
}

/** A gateway whose limit begins at 32: 16 of it are kept for staff, 6 for the public, 1 for bulk. The window's work waits. */
const startFull = async (): Promise<Full> => {
  const open: (() => void)[] = [];
  const gateway = await startGateway({
    environment: { ADMISSION_LEAST: "4" },
    actions: { ...sampleActions, "intake.track": actionOf("GET /track"), "dispatch.check": actionOf("POST /check") },
    call: (name) =>
      name === "intake.accept" ? new Promise((resolve) => open.push(() => resolve({}))) : Promise.resolve({}),
  });
  running = gateway;
  return {
    ...gateway,
    report: (headers = {}) =>
      fetch(`${gateway.url}/api/v1/reports`, { method: "POST", headers: { ...json, ...headers }, body: "{}" }),
    inHand: () => open.length,
    finishAll: () => {
      for (const finish of open.splice(0)) finish();
    },
  };
};

const many = <T>(count: number, ask: () => Promise<T>): readonly Promise<T>[] => Array.from({ length: count }, ask);

describe("more than can be done", () => {
  it("is refused with when to come back, before anybody looks at the token, and taken on again afterwards", async () => {
    const { report, inHand, finishAll } = await startFull();
    const held = many(15, report);
    await expect.poll(inHand).toBe(15);
    const refused = await report();
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect(refused.headers.get("content-type")).toContain("application/problem+json");
    expect(await refused.json()).toMatchObject({ code: "http.overloaded", status: 503 });
    finishAll();
    expect((await Promise.all(held)).map(({ status }) => status)).toEqual(held.map(() => 201));
    const later = report();
    await expect.poll(inHand).toBe(1);
    finishAll();
    expect((await later).status).toBe(201);
  });

  it("of the public's keeps no staff out, and what claims to be staff is told apart by its token", async () => {
    const { report, as, inHand, finishAll } = await startFull();
    const [clerk, citizen] = [await as("clerk"), await as("citizen")];
    const held = [...many(8, report), ...many(7, () => report(citizen))];
    await expect.poll(inHand).toBe(15);
    expect((await report(citizen)).status).toBe(503);
    expect((await report({ authorization: "Bearer nonsense" })).status).toBe(401);
    held.push(...many(16, () => report(clerk)));
    await expect.poll(inHand).toBe(31);
    expect((await report(clerk)).status).toBe(503);
    expect((await report({ authorization: "Bearer nonsense" })).status).toBe(503);
    finishAll();
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([201]));
  });

  it("of staff's leaves the public its part", async () => {
    const { report, as, inHand, finishAll } = await startFull();
    const clerk = await as("clerk");
    const held = [...many(25, () => report(clerk))];
    await expect.poll(inHand).toBe(25);
    expect((await report(clerk)).status).toBe(503);
    held.push(...many(6, report));
    await expect.poll(inHand).toBe(31);
    finishAll();
    expect(new Set((await Promise.all(held)).map(({ status }) => status))).toEqual(new Set([201]));
  });

  it("for one service keeps nobody from reading there, from another service, or from the descriptions", async () => {
    const { url, report, inHand, finishAll } = await startFull();
    const held = many(15, report);
    await expect.poll(inHand).toBe(15);
    const statuses = await Promise.all([
      report(),
      fetch(`${url}/open311/v2/requests.json`, { method: "POST" }),
      fetch(`${url}/api/v1/track`),
      fetch(`${url}/api/v1/check`, { method: "POST", headers: json, body: "{}" }),
      fetch(`${url}/openapi.json`),
      fetch(`${url}/livez`),
    ]);
    expect(statuses.map(({ status }) => status)).toEqual([503, 503, 200, 200, 200, 200]);
    finishAll();
    await Promise.all(held);
  });
});
