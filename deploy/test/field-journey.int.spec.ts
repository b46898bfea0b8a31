import { newId } from "@wangge/kit";
import { telephoneJpeg } from "@wangge/kit/testing/pictures";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer } from "../demo/client.ts";
import { startTestStack, until, type TestStack } from "./stack.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
type Account = Parameters<TestStack["as"]>[0];

let platform: TestStack;
beforeAll(async () => {
  platform = await startTestStack();
}, 90_000);
afterAll(() => platform.stop(), 60_000);

const get = async (path: string, account: Account): Promise<Answer["body"]> =>
  (await platform.client.get(`/api/v1${path}`, await platform.as(account))).body;
const post = async (path: string, body: object, account: Account): Promise<Answer> =>
  platform.client.post(`/api/v1${path}`, body, { token: await platform.as(account) });

interface Assigned {
  readonly caseId: string;
  readonly worker: string;
  readonly version: number;
  readonly grid: string;
}

it("a day in the field: a patrol of a real grid, an order from the inbox, a photo, and what was done offline", async () => {
  const { grids } = (await get("/grids?limit=1", clerk)) as { grids: readonly [{ code: string }] };
  const [{ code: grid }] = grids;
  const report = { category: "event-0201", description: "乱贴小广告", grid, channel: "window" };
  const { body: receipt } = await post("/reports", report, clerk);
  const caseId = String(receipt["reportId"]);
  const assigned = await until(async () => {
    const body = await get(`/cases/${caseId}`, supervisor);
    return body["worker"] === undefined ? undefined : (body as unknown as Assigned);
  }, "an order for a worker");
  const worker = { sub: "worker-1", roles: ["gridWorker"], worker: assigned.worker };

  const { sections } = (await get("/inbox", worker)) as { sections: readonly { section: string; count: number }[] };
  expect(sections.find(({ section }) => section === "inbox.worker.orders")?.count).toBe(1);

  // Every grid of the register that has staff gets what the plan wants of it.
  const { body: planned } = await post("/patrols/plan", {}, supervisor);
  expect(planned).toEqual({ planned: expect.any(Number) as number, missed: 0 });
  // Of tomorrow: late on a Sunday the plan wants nothing more of today.
  const tomorrow = new Date(Date.now() + 32 * 3_600_000).toISOString().slice(0, 10);
  const span = `from=${tomorrow}&to=${tomorrow}`;
  const { rows } = (await get(`/patrols/coverage?by=street&per=week&${span}`, supervisor)) as {
    rows: readonly unknown[];
  };
  const { patrols } = (await get(`/patrols?day=${tomorrow}&limit=500`, supervisor)) as { patrols: readonly object[] };
  expect([patrols.length > 100, rows.length > 0]).toEqual([true, true]);

  const token = await platform.as(worker);
  const sent = await fetch(`${platform.stack.url}/api/v1/cases/${caseId}/photos?kind=after`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "image/jpeg" },
    body: new Uint8Array(await telephoneJpeg()),
  });
  const photo = (await sent.json()) as { photoId: string; flags: string[] };
  expect([sent.status, photo.flags]).toEqual([201, expect.arrayContaining(["old"])]);
  const seen = await fetch(`${platform.stack.url}/api/v1/cases/${caseId}/photos/${photo.photoId}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([seen.status, seen.headers.get("content-type")]).toEqual([200, "image/jpeg"]);

  const queue = ["accept", "handle"].map((command) => ({
    ...{ clientId: newId(), caseId, command, madeAt: "2026-01-01T00:00:00Z", baseVersion: assigned.version },
  }));
  for (const outcome of ["applied", "repeated"]) {
    const { body } = await post("/sync", { items: queue, sentAt: new Date().toISOString() }, worker);
    expect((body["answers"] as { outcome: string }[]).map((one) => one.outcome)).toEqual([outcome, outcome]);
  }
  expect((await get(`/cases/${caseId}`, supervisor))["status"]).toBe("handled");
}, 120_000);
