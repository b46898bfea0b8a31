import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { publishSubject, schemaUrn, type DataOf, type EventContract } from "@wangge/contracts";
import { CaseAcceptedV1, CaseHandledV1, GridStaffedV1, ReportAcceptedV1 } from "@wangge/contracts/events";
import { createBroker, idFrom, newId, silentLog, type Broker } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { manifest } from "../src/manifest.ts";
import { FIRST, GRID, intake, registry, worker } from "./field-builders.ts";
import { enforcement, replicaEnvironment } from "./replica.ts";

const CASES = 100;
/** A process has to start first. */
const patient = { timeoutMs: 30_000 };
const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const TELEMETRY = createRequire(import.meta.url).resolve("@wangge/kit/telemetry-register");

let nats: RealBus;
let mongo: RealMongo;
let gateway: Broker;
const replicas: ChildProcess[] = [];

beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([manifest, intake, registry, enforcement]), realMongo()]);
  const { connection } = await nats.connect();
  gateway = createBroker({
    nodeId: `gateway.${randomBytes(4).toString("hex")}`,
    connection,
    requestTimeoutMs: 20_000,
    log: silentLog,
    definition: undefined,
  });
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
      PATH: process.env["PATH"],
      ...replicaEnvironment({ nats, mongo }),
      HEALTH_PORT: "0",
    },
  });
  replicas.push(replica);
  return replica;
};

const publish = async <Contract extends EventContract>(contract: Contract, facts: readonly DataOf<Contract>[]) => {
  const { subject: type } = contract;
  await nats.bus.publish(
    facts.map((data) => {
      const [id, key] = [newId(), contract.key(data)];
      const about = { specversion: "1.0", id, source: type.split(".")[0], type, subject: key };
      const body = { ...about, time: "2017-12-27T01:00:00.000Z", dataschema: schemaUrn(type), data };
      return {
        id,
        subject: publishSubject(type, key),
        body: JSON.stringify({ ...body, datacontenttype: "application/json" }),
      };
    }),
  );
};

interface Document {
  readonly _id: string;
  readonly history: readonly { readonly event: { readonly type: string }; readonly by?: string }[];
}
const documents = () => mongo.db.collection<Document>("cases").find().toArray();
const answered = () => mongo.db.collection("syncItems").countDocuments();
const published = async (contract: EventContract): Promise<number> =>
  (await nats.bus.read("EVT_DISPATCH", { subject: `evt.${contract.subject}.>`, limit: 1_000 })).length;

it("kill -9 of a replica in the middle of a queue, and the queue sent again: each command takes effect once", async () => {
  const doomed = startReplica();
  const caseIds = Array.from({ length: CASES }, (_, place) => idFrom("case of a crash", String(place)));
  await publish(GridStaffedV1, [{ ...GridStaffedV1.data.parse(GridStaffedV1.example), grid: GRID, workers: [FIRST] }]);
  await eventually(async () => {
    expect(await mongo.db.collection("grids").countDocuments()).toBe(1);
  }, patient);
  const accepted = ReportAcceptedV1.data.parse(ReportAcceptedV1.example);
  await publish(
    ReportAcceptedV1,
    caseIds.map((reportId) => ({ ...accepted, reportId, grid: GRID, category: "event-0201" })),
  );
  await eventually(async () => {
    expect((await documents()).filter(({ history }) => history.length === 2).length).toBe(CASES);
  }, patient);

  const items = caseIds.flatMap((caseId) =>
    ["accept", "handle"].map((command) => ({
      ...{ clientId: newId(), caseId, command, baseVersion: 2 },
      madeAt: "2017-12-27T00:30:00.000Z",
    })),
  );
  await eventually(() => {
    expect(gateway.announced().some(({ name }) => name === "dispatch.sync")).toBe(true);
  }, patient);
  const lost = gateway.call("dispatch.sync", { items }, worker(FIRST)).then(
    () => "answered",
    () => "lost",
  );
  await eventually(async () => (await answered()) >= 20, { ...patient, everyMs: 2 });
  doomed.kill("SIGKILL");
  expect(await lost).toBe("lost");
  const done = await answered();
  expect(done).toBeLessThan(items.length);

  startReplica();
  const answers = await eventually(async () => {
    const again = await gateway.call("dispatch.sync", { items }, worker(FIRST));
    return (again as { answers: { outcome: string; was?: string }[] }).answers;
  }, patient);
  expect(answers.length).toBe(items.length);
  expect(new Set(answers.map(({ outcome, was = outcome }) => was))).toEqual(new Set(["applied"]));
  expect(answers.filter(({ outcome }) => outcome === "repeated").length).toBe(done);
  for (const { history } of await documents())
    expect(history.map(({ event: { type } }) => type)).toEqual([
      "CaseFiled",
      "CaseAssigned",
      "CaseAccepted",
      "CaseHandled",
    ]);
  await eventually(async () => {
    expect([await published(CaseAcceptedV1), await published(CaseHandledV1)]).toEqual([CASES, CASES]);
  });
}, 120_000);
