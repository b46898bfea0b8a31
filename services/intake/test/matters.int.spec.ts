import { MatterEndedV1, MatterReceivedV1 } from "@wangge/contracts/events";
import { settableClock, type WireMeta } from "@wangge/kit";
import { eventually, realBus, realMongo, type RealBus, type RealMongo } from "@wangge/kit/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifests } from "./builders.ts";
import { startReplica, type Replica } from "./replica.ts";

const clerk: WireMeta = { actor: { id: "acc-clerk", roles: ["clerk"] }, external: true };
const reporter = { name: "张三", phone: "13800000000" };
const STREAM = "EVT_INTAKE";

interface Receipt {
  readonly matter: string;
  readonly trackingNumber: string;
}

let nats: RealBus;
let mongo: RealMongo;
let replicas: readonly [Replica, Replica];

/** In a year that the calendar knows, whenever the test runs. */
const clock = settableClock("2017-12-27T01:00:00.000Z");

const start = (): Promise<Replica> => startReplica({ nats, mongo }, (parts) => compose({ ...parts, clock }));

beforeAll(async () => {
  [nats, mongo] = await Promise.all([realBus(manifests), realMongo()]);
  replicas = [await start(), await start()];
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await Promise.all([nats.stop(), mongo.stop()]);
});

const published = async (contract: { readonly subject: string }): Promise<number> =>
  (await nats.bus.read(STREAM, { subject: `evt.${contract.subject}.>`, limit: 1_000 })).length;

it("an application sent many times to two replicas under one key is one, with one receipt and one fact", async () => {
  const keyed = { ...clerk, idempotencyKey: "acc:key-1" };
  const input = { item: "item-0001", channel: "window", reporter, text: "申请低保" };
  const send = (replica: Replica) => replica.call("intake.apply", input, keyed) as Promise<Receipt>;
  const receipts = await Promise.all(Array.from({ length: 12 }, (_, index) => send(replicas[index % 2 === 0 ? 0 : 1])));
  expect(new Set(receipts.map(({ matter, trackingNumber }) => `${matter} ${trackingNumber}`)).size).toBe(1);
  await eventually(async () => expect(await published(MatterReceivedV1)).toBe(1));
});

it("no text is lost and nothing opens wrongly where two write at once", async () => {
  for (let round = 0; round < 5; round += 1) {
    const input = { item: "item-0001", channel: "window", reporter, text: "申请低保" };
    const { matter, trackingNumber } = (await replicas[0].call("intake.apply", input, clerk)) as Receipt;
    const missing = [1, 2].map((material) => ({ material, problem: "absent" }));
    const done = await Promise.allSettled([
      replicas[0].call("intake.giveNotice", { matter, missing, text: "请补正" }, clerk),
      replicas[1].call(
        "intake.withdrawOwn",
        { trackingNumber, phone: reporter.phone, text: "不申请了" },
        { external: true },
      ),
    ]);
    const seen = (await replicas[1].call("intake.matter", { matter }, clerk)) as { texts: { text: string }[] };
    expect(seen.texts).toHaveLength(1 + done.filter(({ status }) => status === "fulfilled").length);
    expect(seen.texts[0]?.text).toBe("申请低保");
  }
});

it("lists by kind, body and deadline are the same in the real store", async () => {
  const ask = async (text: string, department?: string): Promise<Receipt> =>
    (await replicas[0].call("intake.consult", { text, channel: "window", department }, clerk)) as Receipt;
  const [one, other] = [await ask("一"), await ask("二", "housing")];
  const list = async (input: object) =>
    ((await replicas[1].call("intake.matters", input, clerk)) as { matters: Receipt[] }).matters.map(
      ({ matter }) => matter,
    );
  expect(await list({ kind: "consultation" })).toEqual([other.matter, one.matter]);
  expect(await list({ department: "housing" })).toEqual([other.matter]);
  expect(await list({ kind: "consultation", dueBefore: "2017-12-28T00:00:00.000Z" })).toEqual([]);
  expect(await list({ kind: "consultation", dueBefore: "2018-01-05T00:00:00.000Z" })).toHaveLength(2);
  const page = await list({ kind: "consultation", limit: 1, after: other.matter });
  expect(page).toEqual([one.matter]);
});

it("a consultation is converted once, whoever asks at once", async () => {
  const input = { text: "我的问题", channel: "window", reporter };
  const { matter } = (await replicas[0].call("intake.consult", input, clerk)) as Receipt;
  const conversion = { into: "complaint", against: "housing" };
  const convert = (replica: Replica) =>
    replica.call("intake.convertMatter", { matter, conversion }, clerk) as Promise<{ links: { id: string }[] }>;
  const done = await Promise.all([0, 1, 0, 1].map((index) => convert(replicas[index === 0 ? 0 : 1])));
  expect(new Set(done.map(({ links }) => links[0]?.id)).size).toBe(1);
  const complaints = await mongo.db.collection("matters").countDocuments({ "state.subject.kind": "complaint" });
  expect(complaints).toBe(1);
  await eventually(async () => expect(await published(MatterEndedV1)).toBeGreaterThan(0));
});
