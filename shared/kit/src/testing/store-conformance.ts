import { createSecretKey, type KeyObject } from "node:crypto";
import { deepStrictEqual as same, ok, rejects } from "node:assert/strict";
import { defineEvent, defineManifest, streamOf, type Envelope, type Manifest } from "@wangge/contracts";
import { ulid } from "ulid";
import { z } from "zod";
import { memoryBus, type MemoryBus } from "../bus/memory.ts";
import type { RelayBus } from "../store/outbox.ts";
import type { Decider } from "../domain.ts";
import { DomainError, isDomainError, reject } from "../errors.ts";
import { sealer } from "../crypto/seal.ts";
import { newId } from "../ids.ts";
import { silentLog } from "../log.ts";
import { checkChain, REDACTED, type ChainOptions } from "../store/chain.ts";
import { deciderStore, type StoreParts } from "../store/decider-store.ts";
import type { Change, Persistence } from "../store/document.ts";
import { publicEvent, type DeciderStore, type Outcome } from "../store/port.ts";
import type { Case } from "./case.ts";
import { eventually } from "./eventually.ts";

interface Tally {
  readonly status: "new" | "open" | "closed";
  readonly total: number;
  readonly tags: readonly string[];
}
type TallyCommand =
  | { readonly type: "Open" }
  | { readonly type: "Add"; readonly amount: number }
  | { readonly type: "Note"; readonly tag: string }
  | { readonly type: "Close" };
type TallyEvent =
  | { readonly type: "Opened" }
  | { readonly type: "Added"; readonly amount: number }
  | { readonly type: "Noted"; readonly tag: string }
  | { readonly type: "Closed" };

const tally: Decider<Tally, TallyCommand, TallyEvent> = {
  name: "tally",
  initial: { status: "new", total: 0, tags: [] },
  decide: (command, state) => {
    if (command.type === "Open") return state.status === "new" ? [{ type: "Opened" }] : [];
    if (state.status !== "open") throw reject("giver.tally.not_open", "It is not open");
    switch (command.type) {
      case "Add":
        return [{ type: "Added", amount: command.amount }];
      case "Note":
        return [{ type: "Noted", tag: command.tag }];
      case "Close":
        return [{ type: "Closed" }];
    }
  },
  evolve: (state, event) => {
    switch (event.type) {
      case "Opened":
        return { ...state, status: "open" };
      case "Added":
        return { ...state, total: state.total + event.amount };
      case "Noted":
        return { ...state, tags: [...state.tags, event.tag] };
      case "Closed":
        return { ...state, status: "closed" };
    }
  },
};

const Changed = defineEvent({
  subject: "giver.tally.changed.v1",
  title: { zh: "测试", en: "Test" },
  why: "Conformance.",
  key: ({ tallyId }) => tallyId,
  data: z.object({ tallyId: z.string(), total: z.int() }),
  example: { tallyId: "a", total: 1 },
});

export const storeConformanceManifests: readonly Manifest[] = [
  defineManifest({ name: "giver", publishes: [Changed], subscribes: [], calls: [] }),
];

export interface StoreUnderTest {
  readonly persistence: Persistence<never, never>;
  readonly stop: () => Promise<void>;
}

type TallyPersistence = Persistence<Tally, TallyEvent>;
type TallyStore = DeciderStore<Tally, TallyCommand, TallyEvent>;

const STREAM = streamOf(Changed.subject);

/** Facts for others: opening and adding are public, a note is not. */
const storeOver = (
  persistence: TallyPersistence,
  bus: StoreParts<Tally, TallyEvent>["bus"],
  chained: boolean | ChainOptions = false,
  forgettable = false,
): TallyStore =>
  deciderStore(
    tally,
    {
      chained,
      forgettable,
      publishAs: ({ type }, { id, state: { total } }) =>
        type === "Noted" ? [] : [publicEvent(Changed, { tallyId: id, total })],
    },
    { persistence, bus, log: silentLog, service: "giver" },
  );

interface Setting {
  readonly persistence: TallyPersistence;
  readonly bus: MemoryBus;
  readonly store: TallyStore;
}

const open = { type: "Open" } as const;
const add = (amount: number) => ({ type: "Add", amount }) as const;

const totals = (bus: MemoryBus, id: string): readonly unknown[] =>
  bus
    .stored(STREAM)
    .map(({ text }) => JSON.parse(text) as Envelope)
    .filter(({ subject }) => subject === id)
    .map(({ data }) => (data as { readonly total: number }).total);

const codes = (outcomes: readonly Outcome<Tally>[]): readonly string[] =>
  outcomes.map((outcome) =>
    outcome.ok ? (outcome.changed ? "changed" : "same") : isDomainError(outcome.error) ? outcome.error.code : "bug",
  );

const pendingOf = (persistence: TallyPersistence) => persistence.pending(Date.now() + 1_000, 1_000);

/** Everybody's clock for as long as the work takes: nothing else may be under way. */
const withClockAhead = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...parts: readonly [] | readonly [string | number | Date]) {
      super(parts[0] ?? Real.now() + ms);
    }
    static override now(): number {
      return Real.now() + ms;
    }
    static override [Symbol.hasInstance](value: unknown): boolean {
      return value instanceof Real;
    }
  } as DateConstructor;
  try {
    return await work();
  } finally {
    globalThis.Date = Real;
  }
};

/** A persistence whose next writes find that somebody else was quicker. */
const overtaken = (persistence: TallyPersistence, times: number, quicker: (id: string) => Promise<unknown>) => {
  let left = times;
  return {
    ...persistence,
    write: async (changes: readonly Change<Tally, TallyEvent>[]) => {
      if (left > 0) {
        left -= 1;
        for (const { id } of changes) await quicker(id);
      }
      return persistence.write(changes);
    },
  };
};

const unavailable = (): Promise<never> =>
  Promise.reject(new DomainError("unavailable", "bus.unavailable", "The bus does not answer"));

type Check = (setting: Setting) => Promise<void>;

const writing: Readonly<Record<string, Check>> = {
  "saves what is new and what has its expected version, and nothing else": async ({ persistence }) => {
    const change = (id: string, expected: number, total: number): Change<Tally, TallyEvent> => ({
      id,
      expected,
      state: { status: "open", total, tags: [] },
      events: [{ event: { type: "Added", amount: total } }],
      handled: [],
      outbox: [],
    });
    same(await persistence.write([change("a", 0, 1), change("b", 0, 1)]), new Set());
    same(
      await persistence.write([change("a", 0, 9), change("b", 1, 2), change("c", 0, 3), change("d", 4, 9)]),
      new Set(["a", "d"]),
    );
    same(await persistence.write([change("b", 1, 9), change("a", 1, 2)]), new Set(["b"]));
    same(await persistence.write([change("b", 2, 3), change("a", 2, 3), change("c", 1, 4)]), new Set());
    const found = [...(await persistence.read(["a", "b", "c", "d"]))].sort((one, other) =>
      one._id < other._id ? -1 : 1,
    );
    same(
      found.map(({ _id, version, state: { total }, history }) => [_id, version, total, history.length]),
      [
        ["a", 3, 3, 3],
        ["b", 3, 3, 3],
        ["c", 2, 4, 2],
      ],
    );
  },

  "saves many at once as it would save each alone": async ({ persistence }) => {
    const COUNT = 60;
    const name = (group: string, index: number): string => `${group}-${String(index)}`;
    const sent = (text: string) => ({ id: text, subject: "evt.giver.$x", body: `{"$literal":"${text}"}` });
    /** By its number: every way in which an outbox changes, long and short lives, texts that look like a query. */
    const change = (group: string, index: number, round: number): Change<Tally, TallyEvent> => {
      const mark = `$news.${String(round)}`;
      const [hasNews, replacesOutbox] = [index % 2 === 0, index % 3 === 0];
      return {
        id: name(group, index),
        expected: round === 0 ? 0 : round * 2 - (index % 5 === 0 ? 1 : 0),
        state: {
          status: index % 7 === round ? "closed" : "open",
          total: round,
          tags: index % 4 === round ? [] : [mark],
        },
        events: [
          { event: { type: "Noted", tag: mark } },
          ...(round === 0 && index % 5 === 0
            ? []
            : [{ event: { type: "Added" as const, amount: index }, by: "$$ROOT" }]),
        ],
        handled: index % 6 === 0 ? [] : Array.from({ length: 10 }, (_, place) => `${mark}-${String(place)}`),
        outbox: hasNews || round === 0 ? [sent(mark)] : [],
        replacesOutbox: round > 0 && replacesOutbox,
        chained: index % 2 === 1,
      };
    };
    for (let round = 0; round < 5; round += 1) {
      const indexes = Array.from({ length: COUNT }, (_, index) => index);
      same(await persistence.write(indexes.map((index) => change("many", index, round))), new Set());
      for (const index of indexes) same(await persistence.write([change("alone", index, round)]), new Set());
    }
    const documentsOf = async (group: string) =>
      (await persistence.read(Array.from({ length: COUNT }, (_, index) => name(group, index))))
        .map(({ _id, savedAt: _savedAt, history, ...rest }) => ({
          index: Number(_id.split("-")[1]),
          ...rest,
          history: history.map(({ event, by }) => ({ event, by })),
        }))
        .sort((one, other) => one.index - other.index);
    const many = await documentsOf("many");
    same(many.length, COUNT);
    same(many, await documentsOf("alone"));
    same(new Set(many.map(({ outbox }) => outbox?.length ?? 0)), new Set([0, 1, 5]));
    same(many[1]?.handled.length, 32);
    // One of them is a version ahead: it alone is told, and the others are saved.
    same(await persistence.write([change("many", 7, 5)]), new Set());
    const lost = await persistence.write([1, 7, 11, 13].map((index) => change("many", index, 5)));
    same(lost, new Set([name("many", 7)]));
  },

  "keeps state, history, who did it and version in one": async ({ store }) => {
    await store.handle("a", open, { actor: "clerk-1" });
    const saved = await store.handle("a", add(2));
    same([saved.version, saved.state.total, saved.changed], [2, 2, true]);
    same(await store.load("a"), { id: "a", version: 2, state: { status: "open", total: 2, tags: [] } });
    same(await store.history("a"), [
      { event: { type: "Opened" }, by: "clerk-1" },
      { event: { type: "Added", amount: 2 } },
    ]);
    same(await store.load("b"), undefined);
    same(await store.history("b"), []);
  },

  "decides a lost race again on what is stored then": async ({ persistence, bus, store }) => {
    await store.handle("a", open);
    const late = storeOver(
      overtaken(persistence, 2, (id) => store.handle(id, add(10))),
      bus,
    );
    const saved = await late.handle("a", add(1));
    same([saved.version, saved.state.total], [4, 21]);
    await Promise.all([store.flush(), late.flush()]);
    same(totals(bus, "a"), [0, 10, 20, 21]);
  },

  "answers conflict after three lost races": async ({ persistence, bus, store }) => {
    await store.handle("a", open);
    const late = storeOver(
      overtaken(persistence, 3, (id) => store.handle(id, add(10))),
      bus,
    );
    await rejects(late.handle("a", add(1)), { kind: "conflict", code: "tally.conflict" });
    same((await store.load("a"))?.state.total, 30);
  },

  "lets many writers add to one without losing any": async ({ persistence, bus, store }) => {
    await store.handle("a", open);
    const other = storeOver(persistence, bus);
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? store : other).handle("a", add(1))),
    );
    const added = results.filter(({ status }) => status === "fulfilled").length;
    same((await store.load("a"))?.state.total, added);
    ok(added >= 20, `${added} of 40`);
    await Promise.all([store.flush(), other.flush()]);
    same(new Set(totals(bus, "a")).size, added + 1);
  },
};

const repeating: Readonly<Record<string, Check>> = {
  "changes nothing when the same message comes again": async ({ bus, store }) => {
    await store.handle("a", open);
    const meta = { messageId: newId() };
    same((await store.handle("a", add(2), meta)).changed, true);
    const repeated = await store.handle("a", add(2), meta);
    same([await store.hasHandled("a", meta.messageId), await store.hasHandled("a", newId())], [true, false]);
    same(await store.hasHandled("b", meta.messageId), false);
    same([repeated.changed, repeated.version, repeated.state.total], [false, 2, 2]);
    same(
      codes(
        await store.handleMany([
          { id: "a", command: add(2), meta },
          { id: "a", command: add(3), meta },
        ]),
      ),
      ["same", "same"],
    );
    await store.flush();
    same(totals(bus, "a"), [0, 2]);
  },

  "answers each item of a batch for itself: new, known, repeated, refused": async ({ bus, store }) => {
    await store.handle("known", open);
    const meta = { messageId: newId() };
    const outcomes = await store.handleMany([
      { id: "new", command: open },
      { id: "known", command: add(1), meta },
      { id: "absent", command: add(1) },
      { id: "new", command: add(5) },
      { id: "known", command: add(1), meta },
      { id: "known", command: open },
      { id: "new", command: { type: "Close" } },
      { id: "new", command: add(7) },
    ]);
    same(codes(outcomes), [
      "changed",
      "changed",
      "giver.tally.not_open",
      "changed",
      "same",
      "same",
      "changed",
      "giver.tally.not_open",
    ]);
    same((await store.load("new"))?.version, 3);
    same(await store.load("absent"), undefined);
    await store.flush();
    same(totals(bus, "new"), [0, 5, 5]);
    same(totals(bus, "known"), [0, 1]);
  },

  "looks at those that were thought new and are not": async ({ store }) => {
    await store.handle("old", open);
    const meta = { messageId: newId() };
    await store.handle("old", add(4), meta);
    const outcomes = await store.handleMany(
      [
        { id: "old", command: open },
        { id: "fresh", command: open },
        { id: "old", command: add(4), meta },
        { id: "other", command: add(1) },
        { id: "old", command: add(1) },
      ],
      { expectNew: true },
    );
    same(codes(outcomes), ["same", "changed", "same", "giver.tally.not_open", "changed"]);
    same((await store.load("old"))?.state.total, 5);
    // Refused or silent on nothing, and not so on what is stored.
    same(codes(await store.handleMany([{ id: "old", command: add(2) }], { expectNew: true })), ["changed"]);
    same((await store.load("old"))?.state.total, 7);
  },

  "saves nothing of an item that breaks, and all of the others": async ({ persistence, bus }) => {
    const breaking = deciderStore(
      tally,
      {
        publishAs: ({ type }) => {
          if (type === "Closed") throw new Error("a bug");
          return [];
        },
      },
      { persistence, bus, log: silentLog, service: "giver" },
    );
    const outcomes = await breaking.handleMany([
      { id: "a", command: open },
      { id: "a", command: { type: "Close" } },
      { id: "b", command: open },
      { id: "a", command: add(1) },
    ]);
    same(codes(outcomes), ["changed", "bug", "changed", "changed"]);
    const stored = await breaking.load("a");
    same([stored?.version, stored?.state.status, stored?.state.total], [2, "open", 1]);
    same((await breaking.history("a")).length, 2);
  },
};

const publishing: Readonly<Record<string, Check>> = {
  "publishes what was saved once, and clears it": async ({ persistence, bus, store }) => {
    await Promise.all(["a", "b", "c"].map((id) => store.handle(id, open)));
    await store.handle("a", add(1));
    await store.flush();
    same(bus.stored(STREAM).length, 4);
    same(await pendingOf(persistence), []);
    same((await persistence.read(["a"]))[0]?.outbox, undefined);
    const [envelope] = bus.stored(STREAM).map(({ text }) => JSON.parse(text) as Envelope);
    same([envelope?.source, envelope?.type, envelope?.sequence], ["giver", Changed.subject, "1"]);
  },

  "clears the outbox of one that went on without news for others": async ({ persistence, bus, store }) => {
    await store.handle("a", open);
    await store.handle("a", { type: "Note", tag: "x" });
    await store.flush();
    same(totals(bus, "a"), [0]);
    same(await pendingOf(persistence), []);
  },

  "keeps the outbox while the bus is away, and then publishes in order": async ({ persistence, bus }) => {
    let isAway = true;
    const flaky: RelayBus = {
      ...bus,
      publish: (messages) => (isAway ? unavailable() : bus.publish(messages)),
      read: (stream, options) => (isAway ? unavailable() : bus.read(stream, options)),
    };
    const store = storeOver(persistence, flaky);
    await store.handle("a", open);
    await store.handle("b", open);
    for (const amount of [1, 2, 3]) await store.handle("a", add(amount));
    same((await pendingOf(persistence)).length, 2);
    same(bus.stored(STREAM).length, 0);
    isAway = false;
    await store.flush();
    same(totals(bus, "a"), [0, 1, 3, 6]);
    same(bus.stored(STREAM).length, 5);
    same(await pendingOf(persistence), []);
  },

  "publishes after a crash what was saved before it": async ({ persistence, bus }) => {
    const died = storeOver(persistence, { ...bus, publish: () => new Promise(() => undefined) });
    await died.handle("a", open);
    await died.handle("a", add(1));
    await died.handle("b", open);
    const store = storeOver(persistence, bus);
    same(await store.sweep(), 2);
    same(totals(bus, "a"), [0, 1]);
    same(totals(bus, "b"), [0]);
    same(await pendingOf(persistence), []);
    await store.stop();
  },

  "publishes after a crash what was saved by a clock that was an hour ahead": async ({ persistence, bus }) => {
    const died = storeOver(persistence, { ...bus, publish: () => new Promise(() => undefined) });
    await withClockAhead(3_600_000, () => died.handle("a", open));
    const store = storeOver(persistence, bus);
    same(await store.sweep(), 1);
    same(totals(bus, "a"), [0]);
    same((await persistence.read(["a"]))[0]?.outbox, undefined);
    await store.stop();
  },

  "publishes another's leftovers before what it saves itself": async ({ persistence, bus }) => {
    const died = storeOver(persistence, { ...bus, publish: () => new Promise(() => undefined) });
    await died.handle("a", open);
    const store = storeOver(persistence, bus);
    await store.handle("a", add(1));
    await store.flush();
    same(totals(bus, "a"), [0, 1]);
    same(await pendingOf(persistence), []);
  },

  "does not publish again what lies on the stream already, however old": async ({ persistence, bus }) => {
    const ago = ulid(Date.now() - 3_600_000);
    const younger = ulid(Date.now() - 3_500_000);
    const entry = (id: string, total: number) => ({
      id,
      subject: `evt.${Changed.subject}.a`,
      body: JSON.stringify({ id, type: Changed.subject, subject: "a", data: { tallyId: "a", total } }),
    });
    await persistence.write([
      {
        id: "a",
        expected: 0,
        state: { status: "open", total: 1, tags: [] },
        events: [{ event: { type: "Opened" } }, { event: { type: "Added", amount: 1 } }],
        handled: [],
        outbox: [entry(ago, 0), entry(younger, 1)],
      },
    ]);
    await bus.publish([entry(ago, 0)]);
    const sent: string[] = [];
    const store = storeOver(persistence, {
      ...bus,
      publish: (messages) => {
        sent.push(...messages.map(({ id }) => id));
        return bus.publish(messages);
      },
    });
    await store.sweep();
    same(sent, [younger]);
    same(totals(bus, "a"), [0, 1]);
    same(await pendingOf(persistence), []);
    await store.stop();
  },

  "gives up at a stop without losing what is not published": async ({ persistence, bus }) => {
    const store = storeOver(persistence, { publish: unavailable, read: unavailable, lastSequence: unavailable });
    await store.handle("a", open);
    await store.stop();
    same((await pendingOf(persistence)).length, 1);
    const next = storeOver(persistence, bus);
    await next.sweep();
    same(totals(bus, "a"), [0]);
    await next.stop();
  },
};

const asking: Readonly<Record<string, Check>> = {
  "finds the smallest at a path first, whatever the ids": async ({ store }) => {
    const ids = Array.from({ length: 6 }, () => newId());
    const amounts = [4, 0, 3, 1, 3, 2];
    await store.handleMany(ids.map((id) => ({ id, command: open })));
    await store.handleMany(ids.map((id, index) => ({ id, command: add(amounts[index] ?? 0) })));
    const found = await store.find({ where: { "state.total": { gte: 1 } }, limit: 4, by: { path: "state.total" } });
    same(
      found.map(({ id }) => ids.indexOf(id)),
      [3, 5, 2, 4],
    );
  },

  "finds by conditions, page by page, in both orders": async ({ store }) => {
    const ids = Array.from({ length: 7 }, () => newId());
    await store.handleMany(ids.map((id) => ({ id, command: open })));
    await store.handleMany(ids.flatMap((id, index) => [{ id, command: add(index) }]));
    await store.handle(ids[2] ?? "", { type: "Note", tag: "urgent" });
    await store.handle(ids[6] ?? "", { type: "Close" });
    const found = async (where: Parameters<TallyStore["find"]>[0]["where"]): Promise<readonly number[]> =>
      (await store.find({ where, limit: 10, order: "oldest" })).map(({ id }) => ids.indexOf(id));
    same(await found({}), [0, 1, 2, 3, 4, 5, 6]);
    same(await found({ "state.status": "open" }), [0, 1, 2, 3, 4, 5]);
    same(await found({ "state.status": { in: ["closed", "new"] } }), [6]);
    same(await found({ "state.total": { gte: 2, lt: 4 } }), [2, 3]);
    same(await found({ "state.total": { gt: 2, lte: 4 }, "state.status": "open" }), [3, 4]);
    same(await found({ "state.total": "2" }), []);
    same(await found({ "state.total": { gt: "2" } }), []);
    same(await found({ "state.tags": "urgent" }), [2]);
    same(await found({ "state.nothing": null, "state.total": 1 }), [1]);
    const newest = await store.find({ where: { "state.status": "open" }, limit: 4 });
    same(
      newest.map(({ id }) => ids.indexOf(id)),
      [5, 4, 3, 2],
    );
    const rest = await store.find({ where: { "state.status": "open" }, limit: 4, after: newest.at(-1)?.id });
    same(
      rest.map(({ id }) => ids.indexOf(id)),
      [1, 0],
    );
    same(await store.find({ where: {}, limit: 4, after: ids[0] }), []);
  },

  "finds in the order of what stands at a path, page by page": async ({ store }) => {
    const ids = Array.from({ length: 6 }, () => newId());
    await store.handleMany(ids.map((id) => ({ id, command: open })));
    await store.handleMany(ids.flatMap((id, index) => [{ id, command: add([3, 1, 2, 1, 3, 9][index] ?? 0) }]));
    const where = { "state.total": { lt: 9 } };
    const seen: number[] = [];
    for (let after: { readonly value: number; readonly id: string } | undefined; ;) {
      const page = await store.find({ where, limit: 2, by: { path: "state.total", after } });
      seen.push(...page.map(({ id }) => ids.indexOf(id)));
      const last = page.at(-1);
      if (last === undefined) break;
      after = { value: last.state.total, id: last.id };
    }
    same(seen, [1, 3, 2, 0, 4]);
    same(await store.find({ where: {}, limit: 2, by: { path: "state.nothing" } }), []);
  },

  "scans all that fit and what was saved since, in no order": async ({ store }) => {
    const ids = Array.from({ length: 6 }, () => newId());
    await store.handleMany(ids.map((id) => ({ id, command: open })));
    await store.handle(ids[1] ?? "", { type: "Close" });
    const scanned = async (scan: Parameters<TallyStore["scan"]>[0]): Promise<readonly number[]> => {
      const found: number[] = [];
      for await (const some of store.scan(scan)) found.push(...some.map(({ id }) => ids.indexOf(id)));
      return found.sort();
    };
    same(await scanned({}), [0, 1, 2, 3, 4, 5]);
    same(await scanned({ where: { "state.status": "open" } }), [0, 2, 3, 4, 5]);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const since = Date.now();
    await store.handle(ids[4] ?? "", add(1));
    await store.handle(ids[2] ?? "", { type: "Close" });
    same(await scanned({ savedSince: since }), [2, 4]);
    same(await scanned({ where: { "state.status": "open" }, savedSince: since }), [4]);
    same(await scanned({ savedSince: Date.now() + 60_000 }), []);
  },

  "counts by what it finds at a path": async ({ store }) => {
    await store.handleMany(["a", "b", "c"].map((id) => ({ id, command: open })));
    await store.handle("c", { type: "Close" });
    await store.handle("b", add(3));
    same(
      await store.countBy("state.status", {}),
      new Map([
        ["open", 2],
        ["closed", 1],
      ]),
    );
    same(await store.countBy("state.status", { "state.total": { gt: 0 } }), new Map([["open", 1]]));
    same(await store.countBy("state.nothing", {}), new Map());
  },

  "remembers the last messages of one, not all of them": async ({ persistence, store }) => {
    await store.handle("a", open);
    const metas = Array.from({ length: 40 }, () => ({ messageId: newId() }));
    for (const meta of metas) await store.handle("a", add(1), meta);
    same((await store.handle("a", add(1), metas.at(-1))).changed, false);
    const [document] = await persistence.read(["a"]);
    same(document?.handled.length, 32);
    same(document.handled.at(-1), metas.at(-1)?.messageId);
  },
};

const masterKey = (byte: number): KeyObject => createSecretKey(Buffer.alloc(32, byte));
const oldSealer = sealer({ current: "old", keys: new Map([["old", masterKey(1)]]) });
const newSealer = sealer({
  current: "new",
  keys: new Map([
    ["old", masterKey(1)],
    ["new", masterKey(2)],
  ]),
});

const sealing: Readonly<Record<string, Check>> = {
  "keeps what is sealed beside the history, in the write of the command": async ({ persistence, store }) => {
    const sealed = oldSealer.seal("a", { phone: "one" });
    await store.handle("a", open, {}, sealed);
    await store.handle("a", open, {}, oldSealer.seal("a", { phone: "nothing new, not kept" }));
    await store.handle("a", add(1));
    same((await store.load("a"))?.sealed, sealed);
    same(
      (await store.find({ where: { "sealed.key.by": "old" }, limit: 5 })).map((found) => found.sealed),
      [sealed],
    );
    ok(!JSON.stringify((await persistence.read(["a"]))[0]?.history).includes("phone"));
  },

  "takes away what was sealed, and keeps what has happened": async ({ store }) => {
    await store.handle("a", open, {}, oldSealer.seal("a", { phone: "one" }));
    await store.handle("a", add(1), {}, null);
    const stored = await store.load("a");
    same([stored?.sealed, stored?.state.total], [undefined, 1]);
  },

  "brings data keys under another master key, portion by portion": async ({ store }) => {
    for (const id of ["a", "b", "c"]) await store.handle(id, open, {}, oldSealer.seal(`tally/${id}`, { phone: id }));
    await store.handle("d", open);
    const record = (id: string): string => `tally/${id}`;
    same([await store.rewrap(newSealer, record, 2), await store.rewrap(newSealer, record, 2)], [2, 1]);
    same(await store.rewrap(newSealer, record, 2), 0);
    const onlyNew = sealer({ current: "new", keys: new Map([["new", masterKey(2)]]) });
    for (const id of ["a", "b", "c"]) {
      const sealed = (await store.load(id))?.sealed;
      if (sealed === undefined) throw new Error("lost");
      same(onlyNew.open(`tally/${id}`, sealed), { phone: id });
    }
  },
};

const chained: ChainOptions = { redactable: { Noted: ["tag"] } };
const order = (sequence: number, path = "tag") => ({
  sequence,
  path,
  basis: "个人信息保护法 47",
  order: "2026-1",
  at: "2026-01-05T01:00:00.000Z",
});

const recordOf = async (store: TallyStore, id: string) => {
  const [record] = await store.chain.records([id]);
  if (record === undefined) throw new Error("no record");
  return record;
};

const chainOfOne = async (store: TallyStore, id: string) =>
  checkChain(tally.name, id, (await recordOf(store, id)).history);

const note = (tag: string) => ({ type: "Note", tag }) as const;

const chaining: Readonly<Record<string, Check>> = {
  "chains every entry in the write that saves it, and only where it is asked for": async ({
    persistence,
    bus,
    store: plain,
  }) => {
    const store = storeOver(persistence, bus, chained);
    await store.handleMany(
      [
        { id: "a", command: open, meta: { actor: "clerk-1" } },
        { id: "a", command: note("half \ud83d of a pair"), meta: { actor: undefined } },
        { id: "b", command: open },
      ],
      { expectNew: true },
    );
    await store.handle("a", add(2));
    await store.handleMany(
      [
        { id: "a", command: open },
        { id: "a", command: add(3) },
      ],
      { expectNew: true },
    );
    same(await chainOfOne(store, "a"), { late: 0, isChained: true });
    same(await chainOfOne(store, "b"), { late: 0, isChained: true });
    same((await store.history("a")).length, 4);
    await plain.handle("c", open);
    same(await chainOfOne(store, "c"), { late: 0, isChained: false });
    await rejects(plain.chain.records(["c"]), /not chained/);
    await store.stop();
  },

  "chains what was stored without a chain when it next changes, and says which entries": async ({
    persistence,
    bus,
    store: plain,
  }) => {
    await plain.handle("a", open);
    await plain.handle("a", note("before"));
    await plain.flush();
    const store = storeOver(persistence, bus, chained);
    await store.handle("a", add(1));
    await store.handle("a", add(1));
    same(await chainOfOne(store, "a"), { late: 2, isChained: true });
    same((await store.load("a"))?.version, 4);
    same((await store.history("a")).length, 4);
    ok((await store.chain.redact("a", order(2))).changed);
    await store.stop();
  },

  "keeps one chain whoever writes": async ({ persistence, bus }) => {
    const [one, other] = [storeOver(persistence, bus, chained), storeOver(persistence, bus, chained)];
    await one.handle("a", open);
    await one.handle("a", note("x"));
    const redacted: Promise<unknown>[] = [];
    await Promise.allSettled(
      Array.from({ length: 24 }, (_, nth) => {
        if (nth % 8 !== 3) return (nth % 2 === 0 ? one : other).handle("a", add(1));
        const asked = one.chain.redact("a", order(2));
        redacted.push(asked);
        return asked;
      }),
    );
    await other.handle("a", note("last"));
    same(await chainOfOne(one, "a"), { late: 0, isChained: true });
    const isRedacted = (await Promise.allSettled(redacted)).some(({ status }) => status === "fulfilled");
    same((await one.load("a"))?.state.tags, [isRedacted ? REDACTED : "x", "last"]);
    await Promise.all([one.stop(), other.stop()]);
  },

  "removes a field by order from history and state, and says so": async ({ persistence, bus }) => {
    const store = storeOver(persistence, bus, chained);
    await store.handle("a", open);
    await store.handle("a", note("a secret"));
    await store.handle("a", note("stays"));
    const meta = { messageId: newId(), actor: "supervisor-1" };
    const redacted = await store.chain.redact("a", order(2), meta);
    same([redacted.changed, redacted.version, redacted.state.tags], [true, 4, [REDACTED, "stays"]]);
    same((await store.chain.redact("a", order(2), meta)).changed, false);
    same((await store.chain.redact("a", order(2))).changed, false);
    const [document] = await persistence.read(["a"]);
    ok(!JSON.stringify(document).includes("a secret"));
    same(document?.history.at(-1)?.by, "supervisor-1");
    same(await chainOfOne(store, "a"), { late: 0, isChained: true });
    same((await store.handle("a", note("goes on"))).state.tags, [REDACTED, "stays", "goes on"]);
    same(await chainOfOne(store, "a"), { late: 0, isChained: true });
    await store.flush();
    same(totals(bus, "a"), [0]);
    same(await pendingOf(persistence), []);
    await store.stop();
  },

  "refuses to remove anything else": async ({ persistence, bus }) => {
    const store = storeOver(persistence, bus, chained);
    await store.handle("a", open);
    await store.handle("a", add(1));
    await store.handle("a", note("x"));
    for (const [sequence, path] of [
      [2, "amount"],
      [3, "type"],
      [3, "tag.length"],
      [1, "tag"],
    ] as const)
      await rejects(store.chain.redact("a", order(sequence, path)), { code: "tally.redaction.not_allowed" });
    await rejects(store.chain.redact("a", order(9)), { code: "tally.redaction.no_entry" });
    await rejects(store.chain.redact("b", order(1)), { code: "tally.unknown" });
    same((await store.load("a"))?.version, 3);
    await store.stop();
  },

  "removes nothing while an event that holds the text waits for the bus": async ({ persistence, bus }) => {
    let isAway = true;
    const flaky: RelayBus = {
      ...bus,
      publish: (messages) => (isAway ? unavailable() : bus.publish(messages)),
      read: (stream, options) => (isAway ? unavailable() : bus.read(stream, options)),
    };
    const store = storeOver(persistence, flaky, chained);
    await store.handle("a", open);
    await store.handle("a", note("tallyId")); // stands in every event of a tally
    await rejects(store.chain.redact("a", order(2)), { code: "tally.redaction.not_yet" });
    same((await store.load("a"))?.state.tags, ["tallyId"]);
    isAway = false;
    same((await store.chain.redact("a", order(2))).changed, true);
    same((await persistence.read(["a"]))[0]?.outbox, undefined);
    same(totals(bus, "a"), [0]);
    await store.stop();
  },

  "says which heads no epoch has sealed, and forgets none that changes meanwhile": async ({ persistence, bus }) => {
    const store = storeOver(persistence, bus, chained);
    const heads = async () => [...(await store.chain.unsealed(10))].sort((one, other) => (one.id < other.id ? -1 : 1));
    await store.handleMany(["a", "b", "c"].map((id) => ({ id, command: open })));
    same((await store.chain.unsealed(2)).length, 2);
    const sealed = await heads();
    for (const { id, version, hash } of sealed)
      same([version, hash], [1, (await recordOf(store, id)).history.at(-1)?.link?.hash]);
    await store.handle("b", add(1));
    await store.chain.markSealed(1, sealed);
    await store.chain.markSealed(1, sealed);
    same(
      (await heads()).map(({ id, version }) => [id, version]),
      [["b", 2]],
    );
    same((await recordOf(store, "b")).seals, [{ epoch: 1, version: 1 }]);
    await store.handle("a", add(1));
    await store.chain.markSealed(2, await heads());
    same(await heads(), []);
    same((await recordOf(store, "a")).seals, [
      { epoch: 1, version: 1 },
      { epoch: 2, version: 2 },
    ]);
    await store.chain.markSealed(3, [{ id: "gone", version: 1 }]);
    await store.stop();
  },

  "finds whatever was altered in the store": async ({ persistence, bus }) => {
    const store = storeOver(persistence, bus, chained);
    await store.handle("a", open, { actor: "clerk-1" });
    for (const command of [note("x"), add(1), add(2), note("y")]) await store.handle("a", command);
    const { history } = await recordOf(store, "a");
    const found = (altered: readonly unknown[]) => checkChain(tally.name, "a", altered as never).problem?.sequence;
    const with_ = (place: number, change: object) =>
      history.map((entry, index) => (index === place ? { ...entry, ...change } : entry));
    same(found(history), undefined);
    same(found(with_(2, { event: { type: "Added", amount: 7 } })), 3);
    same(found(with_(1, { event: { type: "Noted", tag: "z" } })), 2);
    same(found(with_(0, { by: "clerk-2" })), 1);
    same(found(with_(3, { link: undefined })), 4);
    same(found(history.filter((_, index) => index !== 2)), 3);
    same(found([history[0], history[2], history[1], history[3], history[4]]), 2);
    const [, noted] = history;
    const removed = { event: { type: "Noted", tag: REDACTED }, link: { ...noted?.link, fields: [] } };
    same(found(with_(1, removed)), 2);
    same(checkChain(tally.name, "b", history).problem?.sequence, 1);
    await store.stop();
  },
};

const forgetting: Readonly<Record<string, Check>> = {
  "takes away what its time is over for, and nothing else": async ({ persistence, bus }) => {
    const store = storeOver(persistence, bus, false, true);
    for (const id of ["a", "b", "c"]) await store.handle(id, open);
    for (const id of ["a", "b"]) await store.handle(id, { type: "Close" });
    await store.flush();
    await store.handle("b", open);
    same(await store.forget({ "state.status": "closed" }), 2);
    same(await store.load("a"), undefined);
    same((await store.load("c"))?.state.status, "open");
    await store.stop();
  },

  "keeps what is not on the bus yet": async ({ persistence, bus }) => {
    const store = storeOver(persistence, { ...bus, publish: () => new Promise(() => undefined) }, false, true);
    await store.handle("a", open);
    same(await store.forget({ "state.status": "open" }), 0);
    ok((await store.load("a")) !== undefined);
  },

  "takes nothing away of a kind that is kept for ever, or chained": async ({ persistence, bus, store }) => {
    await rejects(store.forget({}), /may be taken away/);
    await rejects(storeOver(persistence, bus, true, true).forget({}), /may be taken away/);
  },
};

/** What every store promises. `start` gives an empty one; the bus beside it is in memory. */
export const storeConformance = (start: () => Promise<StoreUnderTest>): readonly Case[] =>
  Object.entries({ ...writing, ...repeating, ...publishing, ...asking, ...sealing, ...chaining, ...forgetting }).map(
    ([promise, check]) => ({
      promise,
      check: async () => {
        const under = await start();
        const persistence = under.persistence as unknown as TallyPersistence;
        const bus = memoryBus(storeConformanceManifests);
        const store = storeOver(persistence, bus);
        try {
          await check({ persistence, bus, store });
          await eventually(() => store.flush());
        } finally {
          await under.stop();
        }
      },
    }),
  );
