/** On the real bus and store: an order comes in, a fact goes out, and nothing is lost between two lives of the process. */
import { publishSubject, schemaUrn } from "@wangge/contracts";
import { CaseAssignedV1 } from "@wangge/contracts/events";
import { defineManifest } from "@wangge/contracts/manifest";
import { load, newId, startService, type Running } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { config } from "../src/config.ts";
import { SampleWorkBegunV1 } from "../src/contract/index.ts";
import { manifest } from "../src/manifest.ts";

const dispatch = defineManifest({ name: "dispatch", publishes: [CaseAssignedV1], subscribes: [], calls: [] });

let nats: RealBus;
let mongo: RealMongo;
beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus([manifest, dispatch]), realMongo()]);
});
afterAll(() => Promise.all([nats.stop(), mongo.stop()]));

/** For a machine that is busy with something else. */
const patience = { timeoutMs: 20_000 };

const startSample = (): Promise<Running> => {
  const environment = {
    NODE_ID: "sample.1",
    NATS_URL: nats.url,
    NATS_USER: nats.user,
    NATS_PASSWORD: nats.password,
    MONGO_URL: mongo.url,
    MONGO_DB: mongo.database,
    LOG_LEVEL: "warn",
  };
  return startService({ config: load(config, environment), manifest, compose });
};

const assign = (caseId: string): Promise<void> => {
  const id = newId();
  const { subject: type } = CaseAssignedV1;
  const data = { ...CaseAssignedV1.example, caseId, department: "urban-management" };
  const kind = { specversion: "1.0", datacontenttype: "application/json", dataschema: schemaUrn(type) };
  const envelope = { ...kind, id, source: "dispatch", type, subject: caseId, time: data.assignedAt, data };
  return nats.bus.publish([{ id, subject: publishSubject(type, data.grid), body: JSON.stringify(envelope) }]);
};

const begun = async (): Promise<readonly string[]> => {
  const messages = await nats.bus.read("EVT_SAMPLE", { limit: 100, subject: `evt.${SampleWorkBegunV1.subject}.>` });
  return messages.map(({ text }) => SampleWorkBegunV1.data.parse((JSON.parse(text) as { data: unknown }).data).caseId);
};

it("joins the bus, takes orders and tells of them, also of those that came while it was away", async () => {
  const [first, second] = [newId(), newId()];
  const life = await startSample();
  await assign(first);
  await eventually(async () => {
    expect(await begun()).toEqual([first]);
  }, patience);
  await life.stop();
  await assign(second);
  const next = await startSample();
  await eventually(async () => {
    expect(await begun()).toEqual([first, second]);
  }, patience);
  await next.stop();
});
