import { chainOf, connectMongo, type HistoryEntry } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Answer } from "../demo/client.ts";
import { problemsOf } from "./examined.ts";
import { bodyOf, startTestStack, until, type TestStack } from "./stack.ts";
import { verified } from "./verified.ts";

const BODY = "urban-management";
const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const dispatcher = { sub: "dispatcher-1", roles: ["dispatcher"] };
const officer = { sub: "officer-1", roles: ["officer"], department: BODY };
/** What a process had in hand when it was killed comes again when its time to acknowledge has passed. */
const REDELIVERY_MS = 60_000;
type Account = Parameters<TestStack["as"]>[0];

let platform: TestStack;
beforeAll(async () => {
  platform = await startTestStack({ SWEEP_MS: "500", PATROLS: "none" });
}, 90_000);
afterAll(() => platform.stop(), 60_000);

const get = async (path: string, account: Account): Promise<Answer["body"]> =>
  (await platform.client.get(`/api/v1${path}`, await platform.as(account))).body;
const post = async (path: string, body: object, account: Account, key?: string): Promise<Answer> =>
  platform.client.post(`/api/v1${path}`, body, {
    token: await platform.as(account),
    ...(key === undefined ? {} : { key }),
  });
const statusOf = async (caseId: string): Promise<unknown> => (await get(`/cases/${caseId}`, supervisor))["status"];

/** A report whose case the body itself has the order of. */
const ordered = async (grid: string): Promise<string> => {
  const report = { category: "event-0201", description: "占道经营", grid, channel: "window" };
  const caseId = String((await bodyOf(post("/reports", report, clerk)))["reportId"]);
  await until(async () => ((await statusOf(caseId)) === "assigned" ? true : undefined), "an order");
  await bodyOf(post(`/cases/${caseId}/revoke`, { reason: "for the body" }, dispatcher));
  await bodyOf(post(`/cases/${caseId}/assign`, { department: BODY }, dispatcher));
  return caseId;
};

/** Of a history: how often this happened. */
const countOf = async (caseId: string, type: string): Promise<number> => {
  const { entries } = (await get(`/cases/${caseId}/history`, supervisor)) as { entries: readonly { event: string }[] };
  return entries.filter(({ event }) => event === type).length;
};

it("cases come to their body and back by bus alone, whatever is away or killed meanwhile, each once", async () => {
  const { grids } = (await get("/grids?limit=6", clerk)) as { grids: readonly { code: string }[] };

  // Away while the orders are given: stopped, not ended, so that nobody starts it again.
  platform.stack.kill("enforcement", "SIGSTOP");
  const cases = await Promise.all(
    Array.from({ length: 24 }, (_, place) => ordered(grids[place % grids.length]?.code ?? "")),
  );
  platform.stack.kill("enforcement", "SIGCONT");
  platform.stack.kill("enforcement", "SIGKILL");
  await until(
    async () => {
      const { leads } = (await get("/leads?status=open&limit=200", officer)) as { leads?: readonly unknown[] };
      return leads?.length === cases.length ? true : undefined;
    },
    "a lead of each order",
    REDELIVERY_MS,
  );

  // Half of what happens to each is under way when one of the two is killed.
  const worked = cases.map(async (caseId, place) => {
    await bodyOf(post(`/leads/${caseId}/accept`, {}, officer));
    if (place % 4 === 0) return bodyOf(post(`/leads/${caseId}/decline`, { reason: "otherBody" }, officer));
    return bodyOf(post(`/leads/${caseId}/conclude`, { outcome: "corrected" }, officer));
  });
  platform.stack.kill("enforcement", "SIGKILL");
  setTimeout(() => platform.stack.kill("dispatch", "SIGKILL"), 150);
  await Promise.all(worked);

  for (const [place, caseId] of cases.entries()) {
    const [status, fact] =
      place % 4 === 0 ? (["filed", "CaseReturned"] as const) : (["handled", "CaseHandled"] as const);
    await until(
      async () => ((await statusOf(caseId)) === status ? true : undefined),
      `${caseId} is ${status}`,
      REDELIVERY_MS,
    );
    expect(await countOf(caseId, fact)).toBe(1);
  }

  const [first = ""] = cases.filter((_, place) => place % 4 !== 0);
  await expect(
    bodyOf(
      post(`/cases/${first}/check`, { passed: true }, { sub: "supervisor-2", roles: ["supervisor"], department: BODY }),
    ),
  ).rejects.toThrow("checker_is_handler");
  await bodyOf(post(`/cases/${first}/check`, { passed: false, reason: "still there" }, supervisor));
  const again = await until(async () => {
    const lead = await get(`/leads/${first}`, officer);
    return lead["status"] === "open" ? lead : undefined;
  }, "a lead for the rework");
  expect(again).toMatchObject({ attempt: 3 });

  expect(await problemsOf(platform.stack)).toEqual([]);
}, 240_000);

it("an auditor checks offline what enforcement has on record, and the doctor finds what was written anew", async () => {
  const { leads } = (await get("/leads?limit=2", officer)) as { leads: readonly { caseId: string }[] };
  const [one = "", other = ""] = leads.map(({ caseId }) => caseId);
  const exported = await bodyOf(post("/enforcement/audit/exports", { kind: "leads", ids: [one, other] }, supervisor));
  const newest = Math.max(...(exported["heads"] as { head: { epoch: number } }[]).map(({ head }) => head.epoch));
  const anchors = await until(async () => {
    const kept = await get("/audit/anchors?service=enforcement", clerk);
    return (kept["anchors"] as { epoch: number }[]).some(({ epoch }) => epoch === newest) ? kept : undefined;
  }, "the anchor of the newest head");
  const text = JSON.stringify(exported);
  const sound = verified(platform.dataDir, text, anchors);
  expect([sound.stdout, sound.status]).toEqual([expect.stringContaining("\nINTACT"), 0]);
  const altered = verified(platform.dataDir, text.replaceAll(BODY, "housing"), anchors);
  // Which entry names the body: what the clock says may be heard before the order.
  expect([altered.stdout, altered.status]).toEqual([
    expect.stringMatching(new RegExp(String.raw`WRONG: lead ${one}, entry \d+: it was altered`)),
    1,
  ]);
  // The heads of another service prove nothing here.
  const ofDispatch = verified(platform.dataDir, text, await get("/audit/anchors", clerk));
  expect(ofDispatch.stdout).toContain("without --anchors");

  const mongo = await connectMongo({
    url: platform.stack.env.MONGO_URL,
    database: "wangge_enforcement",
    name: "forger",
  });
  const stored = mongo.client.db("wangge_enforcement").collection<Forged>("leads");
  const before = await stored.findOne({ _id: one });
  const history = (before?.history ?? []).map(({ event }) => ({ event, by: "somebody-else" }));
  const { added } = chainOf("enforcement.lead").extend(one, [], history, Date.now());
  await stored.updateOne({ _id: one }, { $set: { history: [...added] } });
  const found = (await problemsOf(platform.stack)).map(({ check, subject }) => `${check} ${subject}`);
  expect(new Set(found)).toEqual(new Set([`seal enforcement/leads/${one}`]));
  await mongo.client.close();
}, 120_000);

interface Forged {
  readonly _id: string;
  readonly history: HistoryEntry<unknown>[];
}
