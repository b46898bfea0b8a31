import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { OperationAlarmRaisedV1 } from "@wangge/contracts/events";
import { createBroker, silentLog, type Broker, type ClockPiece } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";
import { dispatch } from "./enforcement-platform.ts";
import { as, desk, lead, officer, planInput } from "./joint-builders.ts";
import { STREET } from "./operation-builders.ts";

/** More than one sweep takes at once. */
const OPERATIONS = 240;
const AT_ONCE = 20;
const DAY = "2017-12-27";
const patient = { timeoutMs: 30_000 };
const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const TELEMETRY = createRequire(import.meta.url).resolve("@wangge/kit/telemetry-register");
const clockFile = join(mkdtempSync(join(tmpdir(), "wangge-clock-")), "clock.json");

let nats: RealBus;
let mongo: RealMongo;
let gateway: Broker;
const replicas: ChildProcess[] = [];

/** What time it is for every replica, from now on. */
const setClock = (at: string): void => {
  const piece: ClockPiece = { real: Date.now(), simulated: Date.parse(at), speed: 1 };
  writeFileSync(clockFile, JSON.stringify(piece));
};

beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([manifest, dispatch]), realMongo()]);
  const { connection } = await nats.connect();
  const nodeId = `gateway.${randomBytes(4).toString("hex")}`;
  gateway = createBroker({ nodeId, connection, requestTimeoutMs: 20_000, log: silentLog, definition: undefined });
  await gateway.start();
});
afterAll(async () => {
  for (const replica of replicas) replica.kill("SIGKILL");
  await gateway.stop();
  await Promise.all([nats.stop(), mongo.stop()]);
});

/** A replica as a process of its own, which can be killed as an accident would. */
const startReplica = (): ChildProcess => {
  const replica = spawn(process.execPath, ["--import", TELEMETRY, MAIN], {
    stdio: "ignore",
    env: {
      ...{ PERSONAL_DATA_KEYS: testConfig.PERSONAL_DATA_KEYS, PERSONAL_INDEX_KEY: testConfig.PERSONAL_INDEX_KEY },
      ...{ ENFORCEMENT_SEED: "none" },
      ...{ PATH: process.env["PATH"], NODE_ID: `enforcement.${randomBytes(4).toString("hex")}`, LOG_LEVEL: "error" },
      ...{ MONGO_DB: mongo.database, MONGO_URL: mongo.url, NATS_URL: nats.url, NATS_USER: nats.user },
      ...{ NATS_PASSWORD: nats.password, HEALTH_PORT: "0", SWEEP_MS: "100", CLOCK_FILE: clockFile },
    },
  });
  replicas.push(replica);
  return replica;
};

interface Document {
  readonly _id: string;
  readonly history: readonly { readonly event: { readonly type: string } }[];
}
const alarmsOf = async (): Promise<readonly number[]> =>
  (await mongo.db.collection<Document>("operations").find().toArray()).map(
    ({ history }) => history.filter(({ event: { type } }) => type === "AlarmRaised").length,
  );
/** Asked often, and answered with little: whoever reads every operation for it is late on a busy machine. */
const isBegun = async (): Promise<boolean> => {
  const raised = { "history.event.type": "AlarmRaised" };
  return (await mongo.db.collection<Document>("operations").findOne(raised, { projection: { _id: 1 } })) !== null;
};
const published = async (): Promise<readonly string[]> => {
  const subject = `evt.${OperationAlarmRaisedV1.subject}.>`;
  const messages = await nats.bus.read("EVT_ENFORCEMENT", { subject, limit: 1_000 });
  return messages.map(({ text }) => (JSON.parse(text) as { readonly subject: string }).subject);
};

const ask = (action: string, input: object, meta = desk) => gateway.call(`enforcement.${action}`, input, meta);

/** An officer with certificate and posting, and in the team of his street. */
const joined = async (account: string): Promise<void> => {
  const posting = {
    from: DAY,
    force: "urbanManagement",
    body: "urban-management",
    areas: [STREET],
    powers: [],
    steps: ["investigate"],
  };
  const certificate = { number: `TEST-${account}`, issuedOn: DAY, expiresOn: "2020-12-31" };
  await ask("registerOfficer", { account, posting, certificate }, as("acc-admin", "admin"));
  await ask("joinTeam", { street: STREET, officer: account, force: "urbanManagement" });
};

/** One operation whose commander is on the scene and has to be heard of in half an hour. */
const begun = async (index: number): Promise<void> => {
  const commander = `acc-c${index}`;
  await joined(commander);
  const planned = await ask("planOperation", planInput({ commander }), desk);
  const { operationId } = planned as { readonly operationId: string };
  await ask("approveOperation", { operationId }, lead("acc-chief"));
  await ask("openOperation", { operationId }, officer(commander));
  await ask("setPersonStatus", { operationId, officer: commander, status: "onScene" }, officer(commander));
};

it("kill -9 in the middle of the sweep: every missed check-in is an alarm, once in the log and once on the bus", async () => {
  setClock("2017-12-27T12:00:00.000Z");
  const doomed = startReplica();
  await eventually(() => {
    expect(gateway.announced().some(({ name }) => name === "enforcement.joinTeam")).toBe(true);
  }, patient);
  await joined("acc-chief");
  for (let index = 0; index < OPERATIONS; index += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, (_, place) => begun(index + place)));
  expect((await alarmsOf()).length).toBe(OPERATIONS);

  setClock("2017-12-27T12:34:00.000Z");
  await eventually(isBegun, { ...patient, everyMs: 2 });
  doomed.kill("SIGKILL");
  const before = (await published()).length;
  expect(before).toBeLessThan(OPERATIONS);

  // Two that sweep side by side.
  startReplica();
  startReplica();
  await eventually(async () => {
    expect(new Set(await alarmsOf())).toEqual(new Set([1]));
    expect((await published()).length).toBe(OPERATIONS);
  }, patient);
  // And many sweeps later still.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  expect(new Set(await alarmsOf())).toEqual(new Set([1]));
  expect(new Set(await published()).size).toBe(OPERATIONS);
  expect((await published()).length).toBe(OPERATIONS);
}, 180_000);
