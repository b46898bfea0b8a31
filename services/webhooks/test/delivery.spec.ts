import fc from "fast-check";
import { specFor, walk } from "@wangge/kit/testing";
import { describe, expect, it } from "vitest";
import { deliveryDecider, retryAt, type Attempt, type DeliveryCommand, type Letter } from "../src/domain/index.ts";

const given = specFor(deliveryDecider);
const at = "2026-11-30T01:00:00.000Z";
const letter: Letter = {
  endpoint: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
  stream: "EVT_DISPATCH",
  sequence: 7,
  eventId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
  type: "dispatch.case.closed.v1",
  key: "510108001001001",
};
const queued = { type: "Queued", data: { ...letter, dueAt: at, at } } as const;
const queue = (again: boolean): DeliveryCommand => ({ type: "Queue", data: letter, dueAt: at, again, at });
const next = { retryAfterSeconds: [5, 300], jitterPart: 0.2, chance: 0.5 };
const attempt = (status: number): Attempt => ({ at, status, latencyMs: 3 });
const report = (status: number, more: object = {}): DeliveryCommand => ({
  type: "Report",
  attempt: attempt(status),
  next: { ...next, ...more },
});
const failed = { type: "Failed", data: { attempt: attempt(500), retryAt: "2026-11-30T01:00:05.500Z" } } as const;

describe("a delivery 投递", () => {
  it("is queued once, however often its event comes", () => {
    given().when(queue(false)).then(queued);
    given(queued).when(queue(false)).thenNothing();
    given(queued).when(queue(true)).thenNothing();
  });

  it("is tried by one at a time, and by another when nothing was heard for so long", () => {
    const until = "2026-11-30T01:02:00.000Z";
    const claimed = { type: "Claimed", data: { by: "webhooks.1", until } } as const;
    given(queued).when({ type: "Claim", by: "webhooks.1", until, at }).then(claimed);
    given(queued, claimed).when({ type: "Claim", by: "webhooks.2", until, at }).thenNothing();
    given(queued, claimed)
      .when({ type: "Claim", by: "webhooks.2", until: "2026-11-30T01:04:00.000Z", at: until })
      .then({ type: "Claimed", data: { by: "webhooks.2", until: "2026-11-30T01:04:00.000Z" } });
    given(queued, claimed).when({ type: "Release", by: "webhooks.2", at }).thenNothing();
    given(queued, claimed).when({ type: "Release", by: "webhooks.1", at }).then({ type: "Released", data: { at } });
  });

  it("comes again later with each failure, and is a dead letter after the last", () => {
    given(queued).when(report(500)).then(failed);
    given(queued, failed)
      .when(report(302))
      .then({ type: "Failed", data: { attempt: attempt(302), retryAt: "2026-11-30T01:05:30.000Z" } });
    given(queued, failed, failed)
      .when(report(500))
      .then({ type: "GivenUp", data: { cause: "exhausted", at, attempt: attempt(500) } });
  });

  it("ends with the answer that it was taken, or that nobody is there any more", () => {
    const delivered = { type: "Delivered", data: { attempt: attempt(204) } } as const;
    given(queued).when(report(204)).then(delivered);
    given(queued)
      .when(report(410))
      .then({ type: "GivenUp", data: { cause: "gone", at, attempt: attempt(410) } });
    given(queued, delivered).when(report(500)).thenNothing();
    given(queued, delivered).when(queue(false)).thenNothing();
    given(queued, delivered)
      .when(queue(true))
      .then({ type: "QueuedAgain", data: { dueAt: at, at } });
  });

  it("stays away as long as it is asked to", () => {
    expect(retryAt(attempt(429), 1, { ...next, askedSeconds: 60 })).toBe("2026-11-30T01:01:00.000Z");
    expect(retryAt(attempt(429), 1, { ...next, askedSeconds: 1 })).toBe("2026-11-30T01:00:05.500Z");
  });
});

const anyCommand: fc.Arbitrary<DeliveryCommand> = fc.oneof(
  fc.boolean().map(queue),
  fc.constantFrom("webhooks.1", "webhooks.2").map((by): DeliveryCommand => ({ type: "Claim", by, until: at, at })),
  fc.constantFrom(200, 204, 302, 410, 429, 500, 503).map((status) => report(status)),
  fc.constantFrom("webhooks.1", "webhooks.2").map((by): DeliveryCommand => ({ type: "Release", by, at })),
);

it("whatever happens, it is open with a time to wake, or over with a time; and never given up before its last try but by a 410", () => {
  const ends = new Set<string>();
  fc.assert(
    fc.property(fc.array(anyCommand, { minLength: 5, maxLength: 40, size: "max" }), (commands) => {
      for (const state of walk(deliveryDecider, commands)) {
        if (state.status === "none") continue;
        ends.add(state.status === "dead" ? state.cause : state.status);
        expect("wakeAt" in state).toBe(state.status === "open");
        expect("finishedAt" in state).toBe(state.status !== "open");
        if (state.status === "dead" && state.cause === "exhausted") expect(state.failed).toBe(3);
      }
    }),
  );
  expect([...ends].sort()).toEqual(["delivered", "exhausted", "gone", "open"]);
});
