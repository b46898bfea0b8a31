import { describe, expect, it } from "vitest";
import { newId, silentLog } from "../src/index.ts";
import type { Cleared } from "../src/store/document.ts";
import { createRelay, type Outgoing } from "../src/store/outbox.ts";
import { eventually } from "../src/testing/index.ts";

const outgoing = (id: string, version = 1): Outgoing => ({
  id,
  version,
  entries: [{ id: newId(), subject: "evt.dispatch.case.filed.v1.510108002001001", body: "{}" }],
});

const relayWith = (clear: (published: readonly Cleared[]) => Promise<void>) => {
  const sent: string[] = [];
  const relay = createRelay({
    bus: {
      publish: (messages) => {
        sent.push(...messages.map(({ id }) => id));
        return Promise.resolve();
      },
      read: () => Promise.resolve([]),
    },
    clear,
    log: silentLog,
  });
  return { relay, sent };
};

describe("an outbox that waits for the bus", () => {
  it("tells how much there is, since when, and whether there is room", async () => {
    let isAway = true;
    const relay = createRelay({
      bus: {
        publish: () => (isAway ? Promise.reject(new Error("away")) : Promise.resolve()),
        read: () => Promise.resolve([]),
      },
      clear: () => Promise.resolve(),
      log: silentLog,
      maxQueued: 3,
    });
    expect([relay.backlog(), relay.hasRoom()]).toEqual([{ entries: 0, oldestAt: undefined }, true]);
    const before = Date.now();
    relay.add([{ id: "none", version: 1, entries: [] }, outgoing("a"), outgoing("b")]);
    expect(relay.hasRoom()).toBe(true);
    relay.add([outgoing("c")]);
    const { entries, oldestAt } = relay.backlog();
    expect([entries, relay.hasRoom()]).toEqual([3, false]);
    expect(oldestAt).toBeGreaterThanOrEqual(before);
    expect(oldestAt).toBeLessThanOrEqual(Date.now());
    isAway = false;
    await relay.room();
    await eventually(() => {
      expect(relay.backlog()).toEqual({ entries: 0, oldestAt: undefined });
    });
    await relay.stop();
  });
});

describe("an outbox that is on the bus", () => {
  it("is cleared although the store was away when it was to be, without another save", async () => {
    let isAway = true;
    const cleared: Cleared[] = [];
    const { relay } = relayWith((published) => {
      if (isAway) return Promise.reject(new Error("away"));
      cleared.push(...published);
      return Promise.resolve();
    });
    relay.add([outgoing("a"), outgoing("b", 3)]);
    await relay.flush();
    expect(cleared).toEqual([]);
    isAway = false;
    await eventually(() => {
      expect(cleared).toEqual([
        { id: "a", version: 1 },
        { id: "b", version: 3 },
      ]);
    });
    await relay.stop();
  });

  it("is cleared once for all saves of a document, whatever order their answers came in", async () => {
    const cleared: Cleared[] = [];
    const { relay, sent } = relayWith((published) => {
      cleared.push(...published);
      return Promise.resolve();
    });
    const published = (count: number) => eventually(() => expect(sent).toHaveLength(count));
    relay.add([outgoing("late", 4), outgoing("early", 3)]);
    await published(2);
    relay.add([outgoing("late", 3), outgoing("early", 4)]);
    await published(4);
    await relay.stop();
    expect(cleared.toSorted((one, other) => (one.id < other.id ? -1 : 1))).toEqual([
      { id: "early", version: 4 },
      { id: "late", version: 4 },
    ]);
  });

  it("is left to the next process where the store stays away until the stop", async () => {
    let asked = 0;
    const { relay, sent } = relayWith(() => {
      asked += 1;
      return Promise.reject(new Error("away"));
    });
    relay.add([outgoing("a")]);
    await relay.flush();
    await relay.stop();
    const before = asked;
    await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBe(before);
    expect(sent.length).toBe(1);
  });
});
