/** 考核 on real engines: facts of cases with appraisal killed in the middle, a period to its publication, checked offline, facts made again. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compose, manifest } from "@wangge/appraisal";
import { dayAfter, dayOf } from "@wangge/calendar";
import type { Envelope } from "@wangge/contracts";
import {
  canonicalJson,
  connectMongo,
  connectNats,
  jetstreamBus,
  readAll,
  silentLog,
  type Bus,
  type StoredDocument,
} from "@wangge/kit";
import { memoryPlatform } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { root } from "../local/stack.mjs";
import { asking, startTestStack, testClock, until, type TestClock, type TestStack } from "./stack.ts";

type Account = Parameters<TestStack["as"]>[0];

const clerk: Account = { sub: "clerk-1", roles: ["clerk"] };
const supervisor: Account = { sub: "supervisor-1", roles: ["supervisor"] };
/** What a process had in hand when it was killed comes again when its time to acknowledge has passed. */
const REDELIVERY_MS = 60_000;
const HALF = 8;
/** The bus says when something was said by the real clock, so the period is about today; its orders are due within days. Then there is room for the longest holidays. */
const TODAY = dayOf(new Date().toISOString());
const PERIOD = { card: "street", from: TODAY, until: dayAfter(TODAY, 7) };
const FREEZING = dayAfter(TODAY, 20);
const PUBLISHING = dayAfter(TODAY, 38);

let platform: TestStack;
let clock: TestClock;
let bus: Bus;
beforeAll(async () => {
  clock = testClock(new Date().toISOString());
  platform = await startTestStack({ PATROLS: "none", SOCIAL_SEED: "none", CLOCK_FILE: clock.file });
  const { NATS_URL: url, SECRETS_FILE } = platform.stack.env;
  const { doctor: password } = JSON.parse(readFileSync(SECRETS_FILE, "utf8")) as { doctor: string };
  const connection = await connectNats({ url, user: "doctor", password, name: "appraisal", log: silentLog });
  bus = jetstreamBus(connection, silentLog);
}, 120_000);
afterAll(async () => {
  await bus.close();
  await platform.stop();
  clock.remove();
}, 60_000);

/** Accounts are of their day: tokens do not live for months. */
const on = (day: string, roles: readonly string[], more: Partial<Account> = {}): Account => ({
  sub: `${roles.join("-")}-${day}`,
  roles,
  ...more,
});
const { get, post } = asking(() => platform);

/** An answer that is a file, as everybody gets it. */
const fileAt = async (path: string): Promise<{ readonly type: string | null; readonly bytes: Buffer }> => {
  const response = await fetch(`${platform.stack.url}/api/v1${path}`);
  if (response.status !== 200) throw new Error(`GET ${path}: ${String(response.status)} ${await response.text()}`);
  return { type: response.headers.get("content-type"), bytes: Buffer.from(await response.arrayBuffer()) };
};

/** Every service looks at its clock again within a tenth of a second. */
const setClock = async (at: string): Promise<void> => {
  clock.set(at);
  await new Promise((resolve) => setTimeout(resolve, 500));
};

/** Reported at the window, handled by the worker who got it, and checked. */
const closedCase = async (point: unknown): Promise<string> => {
  const report = { category: "event-0201", channel: "window", point, description: "乱贴小广告" };
  const caseId = String((await post("/reports", report, clerk))["reportId"]);
  const assigned = await until(async () => {
    const found = await get(`/cases/${caseId}`, supervisor).catch(() => undefined);
    return found?.["status"] === "assigned" ? found : undefined;
  }, "its order");
  const worker = { sub: `w-${String(assigned["worker"])}`, roles: ["gridWorker"], worker: String(assigned["worker"]) };
  await post(`/cases/${caseId}/accept`, {}, worker);
  await post(`/cases/${caseId}/handle`, {}, worker);
  await post(`/cases/${caseId}/check`, { passed: true }, supervisor);
  return caseId;
};

const verify = (snapshot: unknown, facts: Buffer) => {
  const [file, factsFile] = [join(platform.dataDir, "snapshot.json"), join(platform.dataDir, "facts.ndjson")];
  writeFileSync(file, JSON.stringify(snapshot));
  writeFileSync(factsFile, facts);
  const command = [join(root, "deploy/local/run.mjs"), "verify", file, "--facts", factsFile];
  return spawnSync(process.execPath, command, { encoding: "utf8" });
};

type Documents = readonly Pick<StoredDocument<unknown, unknown>, "_id" | "state">[];
const statesOf = (documents: Documents): string =>
  canonicalJson(
    documents.map(({ _id, state }) => ({ _id, state })).toSorted((one, other) => (one._id < other._id ? -1 : 1)),
  );

it("a period is published that anybody can check, whoever was killed, and its facts are made again from the streams", async () => {
  const officer = on(TODAY, ["appraisalOfficer"]);
  const { grids } = (await get("/grids?limit=1", clerk)) as { grids: readonly [{ code: string; centre: object }] };
  const [{ code, centre }] = grids;
  const street = code.slice(0, 9);
  for (let count = 0; count < HALF; count += 1) await closedCase(centre);
  platform.stack.kill("appraisal", "SIGKILL");
  const last = await Promise.all(Array.from({ length: HALF }, () => closedCase(centre)));

  const closedOf = async (): Promise<string | undefined> => {
    const { results } = (await get(
      `/appraisal/standings/street?from=${PERIOD.from}&until=${PERIOD.until}`,
      officer,
    )) as {
      results: readonly { subject: string; items: readonly { counters: Record<string, string> }[] }[];
    };
    return results.find(({ subject }) => subject === street)?.items[0]?.counters["closed"];
  };
  const all = String(2 * HALF);
  await until(
    async () => ((await closedOf().catch(() => undefined)) === all ? true : undefined),
    "all closings after the kill",
    REDELIVERY_MS,
  );

  // From a number to the events: as the bus has them.
  const { events } = (await get(`/appraisal/facts/cases/${last[0] ?? ""}`, officer)) as {
    events: readonly { id: string; type: string }[];
  };
  const envelopes: Envelope[] = [];
  for (const stream of ["EVT_INTAKE", "EVT_DISPATCH"])
    for await (const { text } of readAll(bus, stream)) envelopes.push(JSON.parse(text) as Envelope);
  const onBus = new Map(envelopes.map(({ id, type }) => [id, type]));
  expect(events.map(({ type }) => type)).toContain("case.closed");
  for (const { id, type } of events) expect(onBus.get(id)).toContain(`.${type}.v`);

  // The facts once more, by another process that has only the streams, and reads them backwards.
  const again = await memoryPlatform({
    manifests: [
      manifest,
      ...["intake", "dispatch", "enforcement", "social", "registry"].map((name) => ({
        ...{ name, subscribes: [], calls: [] },
        publishes: manifest.subscribes
          .map(({ event }) => event)
          .filter(({ subject }) => subject.startsWith(`${name}.`)),
      })),
    ],
    compose,
    config: { RULES_REFRESH_MS: 60_000, SWEEP_MS: 60_000 },
  });
  for (const { event, handle } of again.definition.subscriptions.toReversed()) {
    const told = envelopes.filter(({ type }) => type === event.subject).toReversed();
    const received = told.map((envelope) => ({ data: event.data.parse(envelope.data) as never, envelope, meta: {} }));
    for (const result of await handle(received)) expect(result).toEqual({ ok: true });
  }
  const { MONGO_URL: url } = platform.stack.env;
  const mongo = await connectMongo({ url, database: "wangge_appraisal", name: "reader" });
  const stored = await mongo.db.collection<StoredDocument<unknown, unknown>>("facts").find().toArray();
  await mongo.client.close();
  expect(stored).toHaveLength(2 * HALF);
  expect(statesOf(again.documents("facts"))).toBe(statesOf(stored));
  await again.stop();

  const { appraisalId } = await post("/appraisals", PERIOD, officer);
  const of = `/appraisals/${String(appraisalId)}`;
  await setClock(`${FREEZING}T01:00:00.000Z`);
  const freezing = on(FREEZING, ["appraisalOfficer"]);
  for (const step of ["freeze", "editions", "notice"]) await post(`${of}/${step}`, {}, freezing);
  await setClock(`${PUBLISHING}T01:00:00.000Z`);
  await post(`${of}/final`, {}, on(PUBLISHING, ["districtGovernment"]));
  await post(`${of}/publish`, {}, on(PUBLISHING, ["appraisalOfficer"]));

  const snapshot = JSON.parse((await fileAt(`${of}/snapshot`)).bytes.toString("utf8")) as Record<string, string>;
  const { bytes: facts } = await fileAt(`${of}/facts`);
  expect(verify(snapshot, facts)).toMatchObject({ status: 0 });
  const better = { ...snapshot, snapshot: snapshot["snapshot"]?.replace('"closed":"16"', '"closed":"15"') };
  expect(better.snapshot).not.toBe(snapshot["snapshot"]);
  expect(verify(better, facts)).toMatchObject({ status: 1 });

  expect((await fileAt(`${of}/table`)).bytes.toString("utf8")).toContain(`\r\n${street},1,`);
  const files = { "table?format=xlsx": "spreadsheetml", chart: "image/svg+xml" };
  for (const [name, type] of Object.entries(files)) expect((await fileAt(`${of}/${name}`)).type).toContain(type);
  expect((await fileAt(`/appraisal/published/street/trend?subject=${street}`)).bytes.toString()).toContain("<svg");
}, 240_000);
