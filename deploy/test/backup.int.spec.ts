import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { connectMongo } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readManifest } from "../backup/manifest.ts";
import { newestIn } from "../backup/nightly.ts";
import { createClient } from "../demo/client.ts";
import { startEngines } from "../local/engines.mjs";
import { root, startStack } from "../local/stack.mjs";
import { freePort } from "../local/wire.mjs";
import { problemsOf } from "./examined.ts";
import { asking, startTestStack, until, type TestStack } from "./stack.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const BEFORE = 24;

const folder = mkdtempSync(join(tmpdir(), "wangge-backup-"));
const [nights, keys, dataDir] = ["nights", "keys", "data"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];

let platform: TestStack;
/** The one that is put back, as of a night. */
let backup = "";
/** Cases that were under way before the backup; people went on with the second half of them while it was made. */
let ids: readonly string[];
let stop = (): Promise<void> => platform.stop();
const { get, post } = asking(() => platform);

beforeAll(async () => {
  platform = await startTestStack();
}, 120_000);

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

interface Receipt {
  readonly reportId: string;
  readonly trackingNumber: string;
}

const report = async (description: string): Promise<Receipt> => {
  const { grids } = (await get("/grids?limit=1", clerk)) as { grids: [{ centre: object }] };
  const body = { category: "event-0201", channel: "window", point: grids[0].centre, description };
  return (await post("/reports", body, clerk)) as unknown as Receipt;
};

const statusOf = async (caseId: string): Promise<string> => {
  const { client, as } = platform;
  const { body } = await client.get(`/api/v1/cases/${caseId}`, await as(supervisor));
  return (body as { status?: string }).status ?? "none";
};

/** Takes a case one step further, whoever has it: all of them are a grid worker's. */
const further = async (caseId: string): Promise<string> => {
  const found = await get(`/cases/${caseId}`, supervisor);
  const worker = { sub: `worker-${caseId}`, roles: ["gridWorker"], worker: String(found["worker"]) };
  if (found["status"] === "assigned") await post(`/cases/${caseId}/accept`, {}, worker);
  else if (found["status"] === "accepted") await post(`/cases/${caseId}/handle`, {}, worker);
  else if (found["status"] === "handled") await post(`/cases/${caseId}/check`, { passed: true }, supervisor);
  return statusOf(caseId);
};

const settled = (caseId: string): Promise<string> =>
  until(async () => {
    const status = await statusOf(caseId);
    return ["assigned", "accepted", "handled", "closed"].includes(status) ? status : undefined;
  }, `an order for case ${caseId}`);

/** As an operator types it, with nothing of the engines that this test was given. */
const command = async (name: string, ...args: readonly string[]): Promise<string> => {
  const { PATH, HOME } = process.env;
  const run = join(root, "deploy/local/run.mjs");
  const { stdout } = await promisify(execFile)(process.execPath, [run, name, ...args], { env: { PATH, HOME } });
  return stdout;
};

/** The platform on what was put back. */
const begin = async (): Promise<void> => {
  const env = { LOG_LEVEL: "warn", RATE_PER_SECOND: "100000" };
  const stack = await startStack({ dataDir, environment: {}, port: await freePort(), env, log: () => undefined });
  stop = () => stack.stop();
  await stack.waitReady({ timeoutMs: 120_000 });
  const client = createClient(stack.url);
  platform = { stack, client, as: client.token, dataDir, stop };
};

/** People go on reporting and working for as long as `work` takes. */
const whileBusy = async <T>(cases: readonly string[], work: () => Promise<T>): Promise<T> => {
  const over = new AbortController();
  const reporting = (async () => {
    for (let at = 0; !over.signal.aborted; at += 1) await report(`meanwhile ${String(at)}`);
  })();
  const working = (async () => {
    for (let at = 0; !over.signal.aborted; at += 1) {
      await further(cases[at % cases.length] ?? "");
      await new Promise((resolve) => setTimeout(resolve, 400));
    }
  })();
  try {
    return await work();
  } finally {
    over.abort();
    await Promise.all([reporting, working]);
  }
};

it("a backup of a district at work, everything thrown away, put back: every receipt from before is there and its case goes on to its end", async () => {
  const receipts: Receipt[] = [];
  for (let at = 0; at < BEFORE; at += 1) receipts.push(await report(`before ${String(at)}`));
  ids = receipts.map(({ reportId }) => reportId);
  for (const id of ids) await settled(id);
  for (const [at, id] of ids.entries()) for (let step = 0; step < at % 4; step += 1) await further(id);
  const reached = await Promise.all(ids.map(statusOf));
  expect(new Set(reached)).toEqual(new Set(["assigned", "accepted", "handled", "closed"]));

  const { dataDir: first } = platform;
  await whileBusy(ids.slice(BEFORE / 2), () => command("backup", "--into", nights, "--keys", keys, "--data", first));
  backup = newestIn(nights);
  const taken = readManifest(backup);
  // What was said while the stores were read, and what of it no document says: else this has shown nothing.
  const said = taken.streams.reduce((sum, { state, before }) => sum + state.last_seq - before, 0);
  expect(said).toBeGreaterThan(0);
  expect(taken.streams.flatMap(({ cut }) => cut).length).toBeGreaterThan(0);

  await platform.stop();
  stop = () => Promise.resolve();

  await command("restore", "--from", backup, "--keys", keys, "--data", dataDir);
  await begin();
  expect(await problemsOf(platform.stack)).toEqual([]);
  expect(await Promise.all(ids.slice(0, BEFORE / 2).map(statusOf))).toEqual(reached.slice(0, BEFORE / 2));
  for (const { reportId, trackingNumber } of receipts) {
    const { status } = await platform.client.get(`/api/v1/track/${trackingNumber}`);
    expect(status).toBe(200);
    for (let steps = 0; (await settled(reportId)) !== "closed"; steps += 1) {
      expect(steps).toBeLessThan(4);
      await further(reportId);
    }
  }
  const next = await report("after");
  expect(await settled(next.reportId)).toBe("assigned");
  expect(await problemsOf(platform.stack)).toEqual([]);
}, 240_000);

it("one store alone is lost: it comes back as it was, hears again what others said, and the doctor names what only it knew", async () => {
  const receipt = await report("after the backup, seen by all but the store that comes back");
  await settled(receipt.reportId);
  await stop();

  const engines = await startEngines({ dataDir, environment: {} });
  const { client } = await connectMongo({ url: engines.env.MONGO_URL, database: "admin", name: "thief" });
  await client.db("wangge_dispatch").dropDatabase();
  await client.close();
  await engines.stop();

  await command("restore", "--from", backup, "--only", "dispatch", "--data", dataDir);
  await begin();
  expect(await settled(receipt.reportId)).toBe("assigned");
  // Closed since the backup: it stands where it stood then, and somebody has to say again what was done.
  expect([ids[0], await statusOf(ids[0] ?? "")]).toEqual([ids[0], "assigned"]);

  const problems = await problemsOf(platform.stack);
  expect(new Set(problems.map(({ check }) => check))).toEqual(new Set(["unexplained", "altered", "repeated"]));
  expect(problems.filter(({ subject }) => !subject.startsWith("dispatch."))).toEqual([]);
  expect(problems).toContainEqual(
    expect.objectContaining({ check: "unexplained", subject: expect.stringMatching(`case.closed.v1 ${ids[0]} `) }),
  );
}, 240_000);
