import { ulid } from "ulid";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { DomainError, memoryBus, newId, silentLog } from "../src/index.ts";
import type { Cleared } from "../src/store/document.ts";
import { createRelay, type Outgoing } from "../src/store/outbox.ts";
import { eventually } from "../src/testing/index.ts";

const outgoing = (id: string, version = 1): Outgoing => ({
  id,
  version,
  since: performance.now(),
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
      lastSequence: () => Promise.resolve(0),
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
        lastSequence: () => Promise.resolve(0),
      },
      clear: () => Promise.resolve(),
      log: silentLog,
      maxQueued: 3,
    });
    expect([relay.backlog(), relay.hasRoom()]).toEqual([{ entries: 0, oldestAt: undefined }, true]);
    const before = Date.now();
    relay.add([{ id: "none", version: 1, entries: [], since: performance.now() }, outgoing("a"), outgoing("b")]);
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

describe("an outbox of which the stream may have something already", () => {
  const MINUTE = 60_000;
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const subject = "evt.dispatch.case.filed.v1.510108002001001";
  const entry = (id: string, more: object = {}) => ({ id, subject, body: "{}", ...more });
  const relayOn = (bus: Parameters<typeof createRelay>[0]["bus"]) =>
    createRelay({ bus, clear: () => Promise.resolve(), log: silentLog });
  const document = (outbox: Outgoing["entries"]) => ({
    ...{ _id: "a", version: 1, state: {}, history: [], handled: [], outbox, pending: 1 as const },
    savedAt: new Date(),
  });
  const idsOn = (bus: ReturnType<typeof memoryBus>) => bus.stored("EVT_DISPATCH").map(({ id }) => id);

  it.each([-300, -90, 0, 90, 300, 86_400])(
    "is not published again when its writer died before clearing it, whose clock was ahead of the stream's by %i s",
    async (ahead) => {
      const bus = memoryBus([]);
      await bus.publish([entry("before")]);
      const [published, other] = [ulid(Date.now() + ahead * 1_000), ulid(Date.now() + ahead * 1_000 + 1)];
      await bus.publish([entry(published)]);
      vi.advanceTimersByTime(3 * MINUTE);
      const relay = relayOn(bus);
      relay.sweep([document([entry(published, { after: 1 }), entry(other)])]);
      await relay.flush();
      expect(idsOn(bus)).toEqual(["before", published, other]);
    },
  );

  it("is looked up among the events of its subject from where the stream was when it was written", async () => {
    const bus = memoryBus([]);
    const many = Array.from({ length: 1_200 }, (_, place) => entry(`e-${String(place)}`));
    await bus.publish(many);
    vi.advanceTimersByTime(3 * MINUTE);
    const asked: (number | undefined)[] = [];
    const relay = relayOn({
      ...bus,
      read: (stream, options) => {
        asked.push(options.fromSequence);
        return bus.read(stream, options);
      },
    });
    relay.sweep([document([entry("e-1150", { after: 1_100 })])]);
    await relay.flush();
    relay.sweep([document([entry("e-1160")])]);
    await relay.flush();
    expect(asked).toEqual([1_101, 1, 501, 1_001]);
    expect(idsOn(bus)).toHaveLength(1_200);
  });

  it("is not published again by a process that was cut off while another one swept for it", async () => {
    const bus = memoryBus([]);
    let isCutOff = true;
    const cutOff = (): Promise<never> => Promise.reject(new DomainError("unavailable", "bus.unavailable", "away"));
    const relay = relayOn({
      publish: (messages) => (isCutOff ? cutOff() : bus.publish(messages)),
      read: (stream, options) => (isCutOff ? cutOff() : bus.read(stream, options)),
      lastSequence: cutOff,
    });
    // The second waits behind the first, and has never been tried.
    const own = [newId(), newId()];
    relay.add([{ id: "a", version: 1, since: performance.now(), entries: [entry(own[0] ?? "")] }]);
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    relay.add([{ id: "b", version: 1, since: performance.now(), entries: [entry(own[1] ?? "")] }]);
    const other = relayOn(bus);
    other.sweep(own.map((id) => document([entry(id)])));
    await other.flush();
    vi.advanceTimersByTime(3 * MINUTE);
    isCutOff = false;
    await relay.flush();
    expect(idsOn(bus)).toEqual(own);
  });

  it("is looked up again by a process that stood still after it had looked", async () => {
    const bus = memoryBus([]);
    const own = entry(newId());
    let looks = 0;
    const relay = relayOn({
      ...bus,
      read: async (stream, options) => {
        const seen = await bus.read(stream, options);
        looks += 1;
        if (looks > 1) return seen;
        await bus.publish([own]);
        vi.advanceTimersByTime(3 * MINUTE);
        return seen;
      },
    });
    relay.sweep([document([own])]);
    await relay.flush();
    expect([idsOn(bus), looks]).toEqual([[own.id], 2]);
  });

  it("tells what is written how far the stream is, once that is known", async () => {
    const bus = memoryBus([]);
    const relay = relayOn(bus);
    expect(relay.reached()).toBeUndefined();
    relay.add([outgoing("a")]);
    await relay.flush();
    expect(relay.reached()).toBe(0);
    vi.advanceTimersByTime(MINUTE);
    relay.add([outgoing("b")]);
    await relay.flush();
    expect(relay.reached()).toBe(1);
  });
});
