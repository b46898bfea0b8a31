import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { chinaCalendar } from "@wangge/calendar";
import { CaseEscalatedV1, CaseLadderExhaustedV1 } from "@wangge/contracts/events";
import { aggregates } from "@wangge/dispatch";
import { firstProcess } from "@wangge/dispatch/domain";
import { manifest } from "@wangge/dispatch/manifest";
import { connectNats, jetstreamBus, readAll, silentLog } from "@wangge/kit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { examine } from "../doctor/examine.ts";
import { root } from "../local/stack.mjs";
import { startTestStack, testClock, type TestClock, type TestStack } from "./stack.ts";

const clerk = { sub: "clerk-1", roles: ["clerk"] };
const supervisor = { sub: "supervisor-1", roles: ["supervisor"] };
const T0 = "2018-01-03T01:00:00.000Z"; // Wednesday, 09:00 in Chengdu
const MINUTE = 60_000;

let platform: TestStack;
let clock: TestClock;
let second: ChildProcess | undefined;
let secrets: Readonly<Record<string, string>>;

/** A second sweeper beside the stack's own. */
const startSecond = (): ChildProcess => {
  const { stack, dataDir } = platform;
  return spawn(process.execPath, ["--import", "@wangge/kit/telemetry-register", "services/dispatch/src/main.ts"], {
    cwd: root,
    stdio: "ignore",
    env: {
      ...process.env,
      ...stack.env,
      NATS_USER: "dispatch",
      NATS_PASSWORD: secrets["dispatch"] ?? "",
      NODE_ID: "dispatch.2",
      MONGO_DB: "wangge_dispatch",
      HEALTH_PORT: "0",
      LOG_LEVEL: "error",
      DATA_DIR: dataDir,
      CLOCK_FILE: clock.file,
      SWEEP_MS: "150",
    },
  });
};

beforeAll(async () => {
  clock = testClock(T0);
  platform = await startTestStack({ CLOCK_FILE: clock.file, SWEEP_MS: "150" });
  secrets = JSON.parse(readFileSync(platform.stack.env.SECRETS_FILE, "utf8")) as Readonly<Record<string, string>>;
  second = startSecond();
}, 90_000);

afterAll(async () => {
  second?.kill("SIGKILL");
  await platform.stop();
  clock.remove();
}, 60_000);

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

const facts = async () => {
  const { env } = platform.stack;
  const own = { url: env.NATS_URL, user: "doctor", password: secrets["doctor"] ?? "", log: silentLog, name: "test" };
  const bus = jetstreamBus(await connectNats(own), silentLog);
  const escalated: CaseEscalatedV1[] = [];
  const exhausted: CaseLadderExhaustedV1[] = [];
  for await (const { text } of readAll(bus, "EVT_DISPATCH")) {
    const { type, data } = JSON.parse(text) as { readonly type: string; readonly data: unknown };
    if (type === CaseEscalatedV1.subject) escalated.push(CaseEscalatedV1.data.parse(data));
    if (type === CaseLadderExhaustedV1.subject) exhausted.push(CaseLadderExhaustedV1.data.parse(data));
  }
  await bus.close();
  return { escalated, exhausted };
};

const until = async (holds: () => Promise<boolean>, timeoutMs: number): Promise<void> => {
  const end = Date.now() + timeoutMs;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error("did not come to it in time");
    await pause(500);
  }
};

it("two sweepers that are killed again and again, and an outage of two weeks: every missed deadline is told once, in order, at its true time", async () => {
  // In every street: one for a worker, one for a department, one that waits for somebody to look.
  const { body } = await platform.client.get("/api/v1/streets", await platform.as(clerk));
  const streets = (body["streets"] as readonly { readonly code: string }[]).map(({ code }) => code);
  const reports: string[] = [];
  for (const street of streets) {
    const page = await platform.client.get(`/api/v1/grids?street=${street}&limit=1`, await platform.as(clerk));
    const [{ code } = { code: "" }] = page.body["grids"] as readonly { readonly code: string }[];
    for (const category of ["event-0201", "component-0140", "event-0126"]) {
      const report = { category, channel: "web", grid: code, description: "某处有问题" };
      const answer = await platform.client.post("/api/v1/reports", report, { token: await platform.as(clerk) });
      expect(answer.status).toBe(201);
      reports.push(String(answer.body["reportId"]));
    }
  }
  await until(async () => {
    const { body: summary } = await platform.client.get("/api/v1/cases/summary", await platform.as(supervisor));
    return (
      Object.values(summary["byStatus"] as Record<string, number>).reduce((sum, one) => sum + one, 0) === reports.length
    );
  }, 20_000);

  // Half a day in steps, with both sweepers dying in the middle of it.
  for (let step = 1; step <= 12; step += 1) {
    clock.set(new Date(Date.parse(T0) + step * 50 * MINUTE).toISOString());
    await pause(250);
    if (step % 3 === 0) platform.stack.kill("dispatch");
    if (step % 4 === 0) {
      second?.kill("SIGKILL");
      second = startSecond();
    }
  }
  // Nobody looks for two weeks.
  second?.kill("SIGKILL");
  platform.stack.kill("dispatch");
  clock.set("2018-01-19T01:00:00.000Z");
  second = startSecond();
  const isQuiet = async (): Promise<boolean> => (await facts()).exhausted.length >= reports.length;
  await until(isQuiet, 60_000);
  await pause(1_000);

  const { escalated, exhausted } = await facts();
  const keyOf = (one: { caseId: string; about: string; breachedAt: string }): string =>
    `${one.caseId} ${one.about} ${one.breachedAt}`;
  // One alarm for each breach, and each level of each breach once, in order.
  expect(new Set(exhausted.map(keyOf)).size).toBe(exhausted.length);
  const { levels, exhaustedAfter } = firstProcess.ladder;
  const ofBreach = Map.groupBy(escalated, keyOf);
  expect(ofBreach.size).toBe(exhausted.length);
  for (const told of ofBreach.values()) {
    expect(told.map(({ level }) => level)).toEqual(levels.map((_, index) => index + 1));
    let dueAt = told[0]?.breachedAt ?? "";
    for (const [index, one] of told.entries()) {
      if (index > 0) dueAt = chinaCalendar.dueAt(dueAt, levels[index]?.after ?? exhaustedAfter);
      expect(one.dueAt).toBe(dueAt);
      expect(one.person).toMatch(/^w-/);
    }
  }
  // Nobody was left out: every report, and so every street.
  expect(new Set(exhausted.map(({ caseId }) => caseId))).toEqual(new Set(reports));

  const { problems } = await examine({
    natsUrl: platform.stack.env.NATS_URL,
    user: "doctor",
    password: secrets["doctor"] ?? "",
    mongoUrl: platform.stack.env.MONGO_URL,
    manifests: [manifest],
    aggregates,
  });
  expect(problems).toEqual([]);
}, 180_000);
