import { publishSubject, schemaUrn } from "@wangge/contracts";
import { ReportAcceptedV1 } from "@wangge/contracts/events";
import { newId, on, reject, subscribeAll } from "@wangge/kit";
import { eventually, realBus, type RealBus } from "@wangge/kit/testing";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openDeadLetters, putBack } from "../dead-letters.ts";

const CONSUMER = "dispatch--report-accepted-v1";
const manifests = [
  { name: "intake", publishes: [ReportAcceptedV1], subscribes: [], calls: [] },
  { name: "dispatch", publishes: [], subscribes: [{ event: ReportAcceptedV1, mode: "each" }], calls: [] },
] as const;

let real: RealBus;

beforeEach(async () => {
  real = await realBus(manifests);
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

const letters = (count: number) =>
  eventually(async () => {
    const found = await openDeadLetters(real.bus);
    expect(found.length).toBe(count);
    return found;
  });

it("a dead letter is put back to its consumer once its cause is mended, and is then no problem any more", async () => {
  let isBroken = true;
  const handled: string[] = [];
  const handler = on(ReportAcceptedV1, (_data, { messageId = "" }) => {
    if (isBroken) return Promise.reject(reject("dispatch.category.no_standard", "no filing standard yet"));
    handled.push(messageId);
    return Promise.resolve();
  });
  await subscribeAll("dispatch", [handler], real.bus);
  const id = await publishReport();

  await letters(1);
  const first = await openDeadLetters(real.bus);
  expect(first).toMatchObject([{ consumer: CONSUMER, code: "dispatch.category.no_standard", redriven: { id } }]);

  // Put back too early, it is given up again: one letter, as what it first was.
  await putBack(real.connection, first);
  await eventually(async () => {
    const [again] = await openDeadLetters(real.bus);
    expect(again?.sequence).toBeGreaterThan(first[0]?.sequence ?? 0);
  });
  const second = await openDeadLetters(real.bus);
  expect(second).toMatchObject([{ consumer: CONSUMER, redriven: { id, stream: "EVT_INTAKE" } }]);

  isBroken = false;
  expect(await putBack(real.connection, second)).toBe(1);
  await eventually(() => {
    expect(handled).toEqual([id]);
  });
  await letters(0);
});
