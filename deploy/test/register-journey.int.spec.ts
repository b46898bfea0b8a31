import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Account, Answer } from "../demo/client.ts";
import { startTestStack, testClock, until, type TestClock, type TestStack } from "./stack.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const dispatcher = { sub: "dispatcher-1", roles: ["dispatcher"] };

let platform: TestStack;
let clock: TestClock;

beforeAll(async () => {
  clock = testClock("2018-03-01T02:00:00.000Z");
  platform = await startTestStack({ CLOCK_FILE: clock.file });
}, 90_000);

afterAll(async () => {
  await platform.stop();
  clock.remove();
}, 60_000);

const get = async (path: string, account: Account = clerk): Promise<Answer> =>
  platform.client.get(`/api/v1/${path}`, await platform.as(account));
const post = async (path: string, body: object, account: Account): Promise<Answer> =>
  platform.client.post(`/api/v1/${path}`, body, { token: await platform.as(account) });

const caseIn = (caseId: string, status: string): Promise<Answer["body"]> =>
  until(async () => {
    const { body } = await get(`cases/${caseId}`, supervisor);
    return body["status"] === status ? body : undefined;
  }, `case ${caseId} ${status}`);

interface Located {
  readonly grid: { readonly code: string };
  readonly community: { readonly name: string };
  readonly street: { readonly code: string; readonly name: string };
}
interface Receipt {
  readonly reportId: string;
  readonly grid: string;
}

const listOf = (year: number): { readonly asOf: string } =>
  JSON.parse(
    readFileSync(new URL(`../../services/registry/data/chenghua-${String(year)}.json`, import.meta.url), "utf8"),
  ) as { readonly asOf: string };

it("from the 14 streets of 2017 through the merger to the 11 of 2020: cases of both years find their ground and their people", async () => {
  // 建设路街道 in 2018: somebody reports a problem in its community 建设中路.
  const { body: grids } = await get("grids?community=510108005003&limit=1");
  const [{ code: oldGrid, centre } = { code: "", centre: { lng: 0, lat: 0 } }] = grids["grids"] as {
    code: string;
    centre: { lng: number; lat: number };
  }[];
  const report = async (): Promise<Receipt> => {
    const body = { category: "event-0201", channel: "window", point: centre, description: "乱贴小广告" };
    const answer = await post("reports", body, clerk);
    expect(answer.status).toBe(201);
    return answer.body as unknown as Receipt;
  };
  const before = await report();
  expect(before.grid).toBe(oldGrid);
  await caseIn(before.reportId, "assigned");

  // The lists of 2018 and of 2020 become changes: first looked at, then recorded, from their day on.
  for (const year of [2018, 2020]) {
    const list = listOf(year);
    const change = { effectiveFrom: list.asOf, list };
    const looked = await post("vintages", { ...change, dryRun: true }, supervisor);
    expect(looked.body).toMatchObject({ problems: [] });
    expect((await post("vintages", change, supervisor)).status).toBe(200);
  }
  const at = async (day: string): Promise<Located> =>
    (await get(`locate?lng=${String(centre.lng)}&lat=${String(centre.lat)}&on=${day}`)).body as unknown as Located;
  expect(await at("2020-06-29")).toMatchObject({ grid: { code: oldGrid }, street: { name: "建设路街道" } });
  const later = await at("2020-06-30");
  expect(later).toMatchObject({
    street: { code: "510108002", name: "猛追湾街道" },
    community: { name: "建设中路社区" },
  });
  expect(later.grid.code).not.toBe(oldGrid);

  // The day has not come: what is reported still goes to the grid of then.
  expect((await report()).grid).toBe(oldGrid);
  clock.set("2020-07-01T02:00:00.000Z");
  const after = await until(async () => {
    const receipt = await report();
    return receipt.grid === later.grid.code ? receipt : undefined;
  }, "a report in the new grid");
  const assigned = await caseIn(after.reportId, "assigned");

  // Same ground, same people; the old code leads to the new one, the old case goes on under the old.
  const people = async (grid: string): Promise<readonly string[]> => {
    const { body } = await get(`grids/${grid}/people`);
    return (body["workers"] as { id: string }[]).map(({ id }) => id);
  };
  expect(await people(oldGrid)).toEqual(await people(later.grid.code));
  expect(await people(later.grid.code)).toContain(assigned["worker"]);
  expect((await get(`grids/${oldGrid}`)).body).toMatchObject({ code: later.grid.code });
  expect((await get(`grids/${oldGrid}?on=2018-03-01`)).body).toMatchObject({
    code: oldGrid,
    street: { name: "建设路街道" },
  });
  const old = await caseIn(before.reportId, "assigned");
  expect(old["grid"]).toBe(oldGrid);

  // Who works there is changed in 2020: whoever holds a case under the code of 2018 hears it too.
  const [w0, w1] = ["w-0001", "w-0002"];
  expect((await post(`grids/${oldGrid}/staff`, { workers: [w0, w1], responsible: "w-r0001" }, supervisor)).status).toBe(
    200,
  );
  await until(async () => ((await people(oldGrid)).includes(w0) ? true : undefined), "the new people");
  for (const { reportId } of [before, after]) {
    const { body } = await get(`cases/${reportId}`, supervisor);
    const worker: Account = { sub: String(body["worker"]), roles: ["gridWorker"], worker: String(body["worker"]) };
    expect((await post(`cases/${reportId}/return`, { reason: "不在本人网格" }, worker)).status).toBe(200);
    const { department } = body;
    await until(async () => {
      const again = await post(`cases/${reportId}/assign`, { department, worker: w0 }, dispatcher);
      return again.status === 200 ? again : undefined;
    }, "an order to somebody who has worked there since 2020");
    expect((await caseIn(reportId, "assigned"))["worker"]).toBe(w0);
  }

  // A registry that is killed reads it all again.
  platform.stack.kill("registry");
  await platform.stack.waitReady({ timeoutMs: 30_000 });
  expect((await get("district")).body).toMatchObject({ streets: 11, communities: 83, grids: 748 });
  expect((await get("district?on=2018-10-30")).body).toMatchObject({ streets: 14, communities: 103, grids: 748 });
}, 120_000);
