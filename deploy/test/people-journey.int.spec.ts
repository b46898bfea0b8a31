import { afterAll, beforeAll, expect, it } from "vitest";
import type { Account, Answer } from "../demo/client.ts";
import { startTestStack, until, type TestStack } from "./stack.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const dispatcher = { sub: "dispatcher-1", roles: ["dispatcher"] };
const HOUR_MS = 3_600_000;

let platform: TestStack;

beforeAll(async () => {
  platform = await startTestStack();
}, 90_000);

afterAll(async () => {
  await platform.stop();
}, 60_000);

const get = async (path: string, account: Account): Promise<Answer> =>
  platform.client.get(`/api/v1/${path}`, await platform.as(account));
const post = async (path: string, body: object, account: Account): Promise<Answer> =>
  platform.client.post(`/api/v1/${path}`, body, { token: await platform.as(account) });

interface Candidates {
  readonly candidates: readonly {
    readonly worker: string;
    readonly reasons: readonly { readonly code: string; readonly metres?: number; readonly to?: string }[];
  }[];
  readonly excluded: readonly { readonly worker: string; readonly reasons: readonly { readonly code: string }[] }[];
}

it("a worker says where he is, the dispatcher sees how far; the rota decides who comes into question", async () => {
  const { body: list } = await get("grids?limit=1", clerk);
  const [{ code: grid, centre }] = list["grids"] as [{ code: string; centre: { lng: number; lat: number } }];
  const { body: people } = await get(`grids/${grid}/people`, supervisor);
  const [one = "", two = ""] = (people["workers"] as { id: string }[]).map(({ id }) => id);
  const report = { category: "event-0201", grid, channel: "window", description: "乱贴小广告" };
  const reported = await post("reports", report, clerk);
  expect(reported).toMatchObject({ status: 201 });
  const caseId = String(reported.body["reportId"]);
  const candidates = async (): Promise<Candidates> =>
    (await get(`cases/${caseId}/candidates`, dispatcher)).body as unknown as Candidates;
  await until(async () => ((await get(`cases/${caseId}`, supervisor)).status === 200 ? true : undefined), "the case");

  const position = { point: { lng: centre.lng + 0.005, lat: centre.lat }, at: new Date().toISOString() };
  const worker = { sub: "worker-1", roles: ["gridWorker"], worker: one };
  expect(await post("workers/me/position", position, worker)).toMatchObject({ status: 200, body: { used: true } });
  const distance = await until(
    async () =>
      (await candidates()).candidates
        .find((found) => found.worker === one)
        ?.reasons.find(({ code }) => code === "distance"),
    "a distance",
  );
  expect(distance).toMatchObject({ to: "grid" });
  expect(Math.abs((distance.metres ?? 0) - 479)).toBeLessThan(10);

  const shift = {
    worker: two,
    place: grid,
    from: new Date(Date.now() + HOUR_MS).toISOString(),
    to: new Date(Date.now() + 9 * HOUR_MS).toISOString(),
  };
  // As many as one plan may have: each two days after the last.
  const shifts = Array.from({ length: 500 }, (_, nth) => ({
    ...shift,
    from: new Date(Date.now() + (1 + 48 * nth) * HOUR_MS).toISOString(),
    to: new Date(Date.now() + (9 + 48 * nth) * HOUR_MS).toISOString(),
  }));
  const planned = await post("shifts", { shifts, dryRun: true }, supervisor);
  expect(planned).toMatchObject({ status: 200, body: { problems: [] } });
  expect(await post("shifts", { shifts: [shift] }, supervisor)).toMatchObject({ status: 200, body: { problems: [] } });
  await until(async () => ((await candidates()).candidates.length === 0 ? true : undefined), "the rota counts");
  expect((await candidates()).excluded.find(({ worker: id }) => id === one)?.reasons).toContainEqual({
    code: "off_shift",
  });
});
