import { publishSubject, schemaUrn } from "@wangge/contracts";
import { ReportAcceptedV1 } from "@wangge/contracts/events";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  deciderStore,
  letterDecider,
  letterDesk,
  newId,
  on,
  openDeadLetters,
  reject,
  settleOn,
  silentLog,
  subscribeAll,
  type LetterDesk,
} from "../src/index.ts";
import { memoryPersistence } from "../src/store/memory.ts";
import { eventually, realBus, type RealBus } from "../src/testing/index.ts";

const CONSUMER = "dispatch--report-accepted-v1";
const manifests = [
  { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] },
  { name: "dispatch", publishes: [], subscribes: [{ event: ReportAcceptedV1, mode: "each" }], calls: [] },
] as const;

let real: RealBus;
let desk: LetterDesk;
let isBroken = true;
let handled: string[] = [];

const deskOf = ({ bus, connection }: RealBus): LetterDesk => {
  const store = deciderStore(
    letterDecider("dispatch"),
    { publishAs: () => [] },
    { persistence: memoryPersistence(), bus, log: silentLog, service: "dispatch" },
  );
  return letterDesk(store, settleOn(connection));
};

beforeEach(async () => {
  isBroken = true;
  handled = [];
  real = await realBus(manifests);
  desk = deskOf(real);
  const handler = on(ReportAcceptedV1, (_data, { messageId = "" }) => {
    if (isBroken) return Promise.reject(reject("dispatch.category.no_standard", "no filing standard yet"));
    handled.push(messageId);
    return Promise.resolve();
  });
  await subscribeAll("dispatch", [handler], real.bus, [], desk);
});
afterEach(() => real.stop());

const publishReport = async (): Promise<string> => {
  const id = newId();
  const { subject: type, example: data } = ReportAcceptedV1;
  const body = JSON.stringify({
    specversion: "1.0",
    id,
    source: "intake",
    type,
    subject: data.reportId,
    time: new Date().toISOString(),
    datacontenttype: "application/json",
    dataschema: schemaUrn(type),
    data,
  });
  await real.bus.publish([{ id, subject: publishSubject(type, data.grid), body }]);
  return id;
};

/** Until both who reads the whole streams and the desk of the service know so many. */
const letters = (count: number) =>
  eventually(async () => {
    const [all, own] = [await openDeadLetters(real.bus), await desk.open(10)];
    expect([all.length, own.length, await desk.openCount()]).toEqual([count, count, count]);
    return own;
  });

const DECISION = { by: "operator-1", reason: "the standard is there now" };

it("a dead letter is put back to its consumer once its cause is mended, and is then no problem any more", async () => {
  const id = await publishReport();
  await letters(1);
  const [first] = await desk.open(10);
  expect(first).toMatchObject({ consumer: CONSUMER, code: "dispatch.category.no_standard", redriven: { id } });

  // Put back too early, it is given up again: one letter, as what it first was.
  await desk.settle(first?.sequence ?? 0, "putBack", DECISION);
  await eventually(async () => {
    const [again] = await desk.open(10);
    expect(again?.sequence).toBeGreaterThan(first?.sequence ?? 0);
  });
  await letters(1);
  const [second] = await desk.open(10);
  expect(second).toMatchObject({ consumer: CONSUMER, redriven: { id, stream: "EVT_INTAKE" } });
  expect(second?.redriven).not.toHaveProperty("by");

  isBroken = false;
  await desk.settle(second?.sequence ?? 0, "putBack", DECISION);
  await eventually(() => {
    expect(handled).toEqual([id]);
  });
  await letters(0);
});

it("one that is discarded comes to nobody, and who said so stays in the stream", async () => {
  await publishReport();
  await letters(1);
  const [letter] = await desk.open(10);
  isBroken = false;
  await desk.settle(letter?.sequence ?? 0, "discarded", { by: "operator-2", reason: "a test of last year" });
  await letters(0);
  const [said] = await real.bus.read("REDRIVE", { limit: 10 });
  expect(JSON.parse(said?.text ?? "")).toEqual({
    deadLetter: letter?.sequence,
    consumer: CONSUMER,
    by: "operator-2",
    reason: "a test of last year",
  });
  expect(handled).toEqual([]);
});

it("a letter is settled once: whoever comes second is told, also where both asked at the same time", async () => {
  await publishReport();
  await letters(1);
  const sequence = (await desk.open(10))[0]?.sequence ?? 0;
  // Another process of the service, which has not heard of the first one's decision.
  const other = deskOf(real);
  const [message] = await real.bus.read("DLQ", { limit: 1 });
  if (message === undefined) throw new Error("no dead letter");
  const { headers, text } = message;
  await other.keep([
    {
      ...message,
      key: "",
      stream: "DLQ",
      deliveries: 1,
      envelope: () => JSON.parse(text) as never,
      text: () => text,
      headers: () => headers,
    },
  ]);
  const outcomes = await Promise.allSettled([
    desk.settle(sequence, "putBack", DECISION),
    other.settle(sequence, "discarded", DECISION),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await real.bus.read("REDRIVE", { limit: 10 })).toHaveLength(1);
  await expect(desk.settle(sequence, "putBack", DECISION)).rejects.toMatchObject({
    code: "bus.dead_letter.settled",
  });
  await expect(desk.settle(9_999, "putBack", DECISION)).rejects.toMatchObject({ code: "bus.dead_letter.unknown" });
});

it("what another service says of a letter of this one does not count", async () => {
  await publishReport();
  await letters(1);
  const sequence = (await desk.open(10))[0]?.sequence ?? 0;
  const forged = { sequence, consumer: "intake--x", redriven: { consumer: "intake--x" } } as never;
  await settleOn(real.connection)(forged, "discarded", DECISION);
  expect(await openDeadLetters(real.bus)).toHaveLength(1);
});
