import { describe, expect, it } from "vitest";
import { webhookChecker } from "../webhooks.ts";

const now = Date.parse("2026-11-30T01:00:00.000Z");
const day = 86_400_000;
const endpoint = {
  status: "active",
  events: ["dispatch.case.closed.v1"],
  from: { EVT_DISPATCH: 3 },
  catchUps: {},
};
const event = (sequence: number, more: object = {}) => ({
  stream: "EVT_DISPATCH",
  sequence,
  id: `event-${String(sequence)}`,
  type: "dispatch.case.closed.v1",
  key: "510108001001001",
  storedAt: now - day,
  ...more,
});
const delivered = (sequence: number) => ({
  _id: `e1:EVT_DISPATCH:${String(sequence).padStart(12, "0")}`,
  state: { status: "delivered", eventId: `event-${String(sequence)}` },
});
const problemsOf = (of: object, deliveries: readonly { _id: string; state: object }[], events: readonly object[]) => {
  const check = webhookChecker(90, now);
  check.seeEndpoint({ _id: "e1", state: { ...endpoint, ...of } });
  for (const one of deliveries) check.seeDelivery(one);
  for (const one of events) check.seeEvent(one as ReturnType<typeof event>);
  return check.problems().map(({ detail }) => detail);
};

describe("what is due to an endpoint", () => {
  it("is delivered, waits, or is a dead letter", () => {
    const open = { _id: delivered(4)._id, state: { status: "open", wakeAt: "2026", eventId: "event-4" } };
    const dead = { _id: delivered(5)._id, state: { status: "dead", eventId: "event-5" } };
    expect(problemsOf({}, [delivered(3), open, dead], [event(2), event(3), event(4), event(5)])).toEqual([]);
  });

  it("is missed where it is not there, and only there", () => {
    const missed = ["dispatch.case.closed.v1 is due, and is not there"];
    expect(problemsOf({}, [], [event(3)])).toEqual(missed);
    expect(problemsOf({ keys: ["510108001"] }, [], [event(3)])).toEqual(missed);
    expect(problemsOf({ keys: ["510108002"] }, [], [event(3)])).toEqual([]);
    expect(problemsOf({ status: "disabled" }, [], [event(3)])).toEqual([]);
    expect(problemsOf({ catchUps: { EVT_DISPATCH: { next: 3 } } }, [], [event(3)])).toEqual([]);
    expect(problemsOf({ catchUps: { EVT_DISPATCH: { next: 4 } } }, [], [event(3)])).toEqual(missed);
    expect(problemsOf({}, [], [event(3, { type: "dispatch.case.filed.v1" })])).toEqual([]);
    expect(problemsOf({}, [], [event(3, { storedAt: now - 91 * day })])).toEqual([]);
  });

  it("is the event that it says, and wakes while it is open", () => {
    expect(problemsOf({}, [delivered(3)], [event(3, { id: "another" })])).toEqual(["it is for another event"]);
    const stuck = { _id: delivered(3)._id, state: { status: "open", eventId: "event-3" } };
    expect(problemsOf({}, [stuck], [event(3)])).toEqual(["open, and nothing wakes it"]);
  });
});
