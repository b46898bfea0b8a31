import { chinaCalendar } from "@wangge/calendar";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CaseEvent } from "../src/domain/index.ts";
import {
  auc,
  brier,
  calibration,
  dueAsOf,
  featuresAt,
  instantOfShare,
  isOpenAt,
  knownBefore,
  orderOfState,
  ordersOf,
  outcomeAsOf,
  predict,
  Rates,
  shareUsed,
  train,
  type OrderFact,
  type Setting,
} from "../src/domain/predict/index.ts";
import { anyLife } from "./any-life.ts";
import { later, T0 } from "./builders.ts";

const setting: Setting = { calendar: chinaCalendar, utcOffsetMs: 8 * 3_600_000 };
const HOUR = 3_600_000;
const START = Date.parse("2017-01-03T00:00:00Z");

/** Two categories of which one is late often, on two streets, one after the other. */
const madeUp = (count: number, lateShare: (category: string, index: number) => boolean): readonly OrderFact[] =>
  Array.from({ length: count }, (_, index) => {
    const category = index % 2 === 0 ? "event-0101" : "event-0102";
    const startedAt = START + index * HOUR;
    const late = lateShare(category, index);
    return {
      id: `case-${String(index)}/1`,
      category,
      department: "housing",
      street: `51010800${String(1 + (index % 3))}`,
      startedAt,
      kind: "naturalDay",
      deadlines: [{ from: startedAt, dueAt: startedAt + 24 * HOUR }],
      attempt: 1,
      returns: 0,
      endedAt: startedAt + (late ? 30 : 3 + (index % 19)) * HOUR,
      isHandled: true,
    };
  });

const often = madeUp(1_500, (category, index) => (category === "event-0101" ? index % 10 < 6 : index % 20 === 1));
const until = START + 1_400 * HOUR;

/** What a store would hold at an instant: nothing that came later. */
const asKnownAt = (orders: readonly OrderFact[], at: number): readonly OrderFact[] =>
  orders
    .filter(({ startedAt }) => startedAt <= at)
    .map(({ endedAt, isHandled, ...order }) => ({
      ...order,
      deadlines: order.deadlines.filter(({ from }) => from <= at),
      ...(endedAt === undefined || endedAt > at ? {} : { endedAt, ...(isHandled === undefined ? {} : { isHandled }) }),
    }));

const anyOrder = fc
  .record({
    start: fc.integer({ min: 0, max: 2_000 }),
    limit: fc.integer({ min: 1, max: 100 }),
    took: fc.option(fc.integer({ min: 1, max: 300 })),
    moved: fc.option(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 100 }))),
    isSuspended: fc.boolean(),
    isHandled: fc.boolean(),
    category: fc.constantFrom("a", "b", "c"),
    street: fc.constantFrom("x", "y"),
    kind: fc.constantFrom("naturalDay" as const, "workingDay" as const),
  })
  .map(({ start, limit, took, moved, isSuspended, isHandled, category, street, kind }): OrderFact => {
    const startedAt = START + start * HOUR;
    const dueAt = startedAt + limit * HOUR;
    const change = moved === null ? undefined : { from: startedAt + moved[0] * HOUR, dueAt: dueAt + moved[1] * HOUR };
    const isMoved = change !== undefined && change.from < dueAt;
    return {
      id: "",
      category,
      department: "d",
      street,
      startedAt,
      kind,
      deadlines: [
        { from: startedAt, dueAt },
        ...(isMoved ? [isSuspended ? { from: change.from, dueAt: Number.POSITIVE_INFINITY } : change] : []),
      ],
      attempt: 1,
      returns: 0,
      ...(took === null
        ? {}
        : { endedAt: startedAt + took * HOUR, ...(isHandled ? { isHandled: true as const } : {}) }),
    };
  });

const anyOrders = fc
  .array(anyOrder, { minLength: 50, maxLength: 300, size: "max" })
  .map((orders) => orders.map((order, index) => ({ ...order, id: `case-${String(index)}/1` })));

describe("nothing of the future is in a prediction 预测", () => {
  it("features are the same from all of history as from what was there at the instant", () => {
    let learned = 0;
    fc.assert(
      fc.property(anyOrders, fc.integer({ min: 1, max: 2_300 }), fc.nat(), (orders, hour, pick) => {
        const at = START + hour * HOUR;
        const ratesOf = (from: readonly OrderFact[]): Rates => {
          const rates = new Rates(setting);
          for (const { order, late, knownAt } of knownBefore(from, at)) rates.learn(order, late, knownAt);
          rates.renew();
          if (rates.size > 20) learned += 1;
          return rates;
        };
        const known = asKnownAt(orders, at);
        const open = orders.filter((order) => isOpenAt(order, at));
        const order = open[pick % open.length];
        if (order === undefined) return;
        const seen = known.find(({ id }) => id === order.id);
        expect(seen).toBeDefined();
        expect(featuresAt(seen ?? order, at, ratesOf(known), setting)).toEqual(
          featuresAt(order, at, ratesOf(orders), setting),
        );
      }),
      { numRuns: 200 },
    );
    expect(learned).toBeGreaterThan(100);
  });

  it("a model is the same whatever happened after the instant until which it learned", () => {
    const model = train(often, until, setting);
    expect(model).toBeDefined();
    expect(train(asKnownAt(often, until), until, setting)).toEqual(model);
    const otherwise = often.map((order) =>
      order.startedAt > until - 24 * HOUR ? { ...order, endedAt: order.startedAt + 1 } : order,
    );
    const { weights } = train(otherwise, until, setting) ?? {};
    expect(weights).toEqual(model?.weights);
    // It has to be able to tell: what came before does matter.
    const before = often.map((order, index) => (index < 700 ? { ...order, endedAt: order.startedAt + HOUR } : order));
    expect(train(before, until, setting)?.weights).not.toEqual(model?.weights);
  });

  it("what is known of an end is known at all later instants, and never before it happened", () => {
    fc.assert(
      fc.property(
        anyOrder,
        fc.integer({ min: 0, max: 2_600 }),
        fc.integer({ min: 0, max: 500 }),
        (order, hour, more) => {
          const at = START + hour * HOUR;
          const outcome = outcomeAsOf(order, at);
          if (outcome === undefined) return;
          expect(outcome.knownAt).toBeLessThanOrEqual(at);
          expect(outcomeAsOf(order, at + more * HOUR)).toEqual(outcome);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});

describe("a prediction", () => {
  const model = train(often, until, setting);
  if (model === undefined) throw new Error("that was enough to learn from");
  const open = (category: string, startedAt = until): OrderFact => ({
    ...(often[0] as OrderFact),
    id: "new/1",
    category,
    startedAt,
    deadlines: [{ from: startedAt, dueAt: startedAt + 24 * HOUR }],
  });

  it("tells what is often late from what is not, and says that it is the kind of thing", () => {
    const bad = predict(model, open("event-0101"), until, setting);
    const good = predict(model, open("event-0102"), until, setting);
    expect(bad.probability).toBeGreaterThan(0.4);
    expect(good.probability).toBeLessThan(0.2);
    expect(bad.reasons[0]).toMatchObject({ feature: "kind" });
    expect(bad.reasons.some(({ feature }) => feature === "timeUsed")).toBe(false);
    expect(bad.reasons[0]?.weight).toBeGreaterThan(0);
    expect(good.reasons[0]?.weight).toBeLessThan(0);
    expect(bad.support).toBeGreaterThan(300);
  });

  it("is surer of what it has seen often than of what it has never seen", () => {
    const width = ({ low, high }: { readonly low: number; readonly high: number }): number => high - low;
    const never = predict(model, { ...open("event-0999"), department: "landscape" }, until, setting);
    const seen = predict(model, open("event-0101"), until, setting);
    expect(never.support).toBe(0);
    expect(width(never)).toBeGreaterThan(2 * width(seen));
    for (const { low, probability, high } of [never, seen])
      expect(low <= probability && probability <= high).toBe(true);
  });

  it("thinks worse of what is still open late in its time", () => {
    const order = open("event-0101");
    const at = (share: number): number =>
      predict(model, order, instantOfShare(order, share, chinaCalendar), setting).probability;
    expect(at(0.5)).toBeGreaterThan(at(0));
    expect(at(0.9)).toBeGreaterThan(at(0.5));
  });

  it("is right about how often, on orders that it has not seen", () => {
    const orders = madeUp(4_000, (category, index) =>
      category === "event-0101" ? (index * 7919) % 100 < 60 : (index * 104_729) % 100 < 5,
    );
    const from = START + 2_000 * HOUR;
    const trained = train(orders, from, setting);
    if (trained === undefined) throw new Error("that was enough to learn from");
    const later = orders.filter(({ startedAt }) => startedAt >= from);
    const scored = later.map((order) => ({
      p: predict(trained, order, order.startedAt, setting).probability,
      late: outcomeAsOf(order, Number.MAX_SAFE_INTEGER)?.late === true,
    }));
    expect(auc(scored)).toBeGreaterThan(0.75);
    for (const { predicted, observed } of calibration(scored, 4))
      expect(Math.abs(predicted - observed)).toBeLessThan(0.08);
  });

  it("makes no slope of a ripple: of one kind, every third late, it says about one in three", () => {
    const periodic = madeUp(400, (_, index) => index % 3 === 0).map((order) => ({
      ...order,
      category: "event-0101",
      street: "510108001",
    }));
    const at = START + 600 * HOUR;
    const trained = train(periodic, at, setting);
    if (trained === undefined) throw new Error("that was enough to learn from");
    expect(Math.abs(predict(trained, open("event-0101", at), at, setting).probability - 1 / 3)).toBeLessThan(0.12);
  });

  it("is none where there is not enough to learn from, or nothing was ever late", () => {
    expect(train(often.slice(0, 200), until, setting)).toBeUndefined();
    expect(
      train(
        madeUp(1_000, () => false),
        until,
        setting,
      ),
    ).toBeUndefined();
  });
});

describe("orders of a case, for a prediction", () => {
  it("a state that tells all of it tells the same as its history", () => {
    let told = 0;
    fc.assert(
      fc.property(anyLife(), (life) => {
        for (const [index, { after }] of life.entries()) {
          const events: readonly CaseEvent[] = life.slice(0, index + 1).flatMap((step) => step.events);
          const order = orderOfState("case", after);
          if (order === undefined) continue;
          told += 1;
          expect(ordersOf("case", events)).toEqual([order]);
        }
      }),
      { numRuns: 200 },
    );
    expect(told).toBeGreaterThan(200);
  });

  it("knows the deadline of its time: extensions count from when they were granted, a suspension while it lasts", () => {
    const due = later(T0, 24 * 60);
    const at = (minutes: number) => ({ at: later(T0, minutes) });
    const by = { account: "acc" };
    const department = "housing";
    const events: readonly CaseEvent[] = [
      {
        type: "CaseFiled",
        data: {
          ...at(0),
          grid: "510108002001001",
          street: "510108002",
          category: "event-0110",
          reportedAt: T0,
          standard: { id: "s@1", limit: { amount: 24, kind: "urgentHour" }, department },
          process: "2026.1",
        },
      },
      { type: "CaseAssigned", data: { ...at(0), department, dueAt: due, calendar: "c", attempt: 1 } },
      { type: "CaseAccepted", data: at(5) },
      { type: "CaseExtended", data: { ...at(100), by, department, dueAt: later(due, 1_440), calendar: "c" } },
      { type: "CaseSuspended", data: { ...at(200), by, department, until: later(T0, 10_000) } },
      {
        type: "CaseResumed",
        data: { ...at(10_000), department, because: "ended", dueAt: later(T0, 12_000), calendar: "c" },
      },
      { type: "CaseHandled", data: { ...at(11_000), by, checkBy: later(T0, 11_030) } },
    ];
    const [order] = ordersOf("case", events);
    if (order === undefined) throw new Error("there is an order");
    const when = (minutes: number): number => Date.parse(later(T0, minutes));
    expect(dueAsOf(order, when(50))).toBe(Date.parse(due));
    expect(dueAsOf(order, when(150))).toBe(Date.parse(later(due, 1_440)));
    expect(dueAsOf(order, when(5_000))).toBe(Number.POSITIVE_INFINITY);
    expect(shareUsed(order, when(720), chinaCalendar)).toBe(0);
    expect(outcomeAsOf(order, when(9_000))).toBeUndefined();
    expect(outcomeAsOf(order, when(20_000))).toEqual({ late: false, knownAt: when(11_000) });
  });

  it("one that was taken back has no end that anybody knows, but for one that was late before", () => {
    const order: OrderFact = { ...(often[0] as OrderFact), deadlines: [{ from: START, dueAt: START + 10 * HOUR }] };
    const { isHandled: _, ...taken } = order;
    expect(outcomeAsOf({ ...taken, endedAt: START + 5 * HOUR }, until)).toBeUndefined();
    expect(outcomeAsOf({ ...taken, endedAt: START + 15 * HOUR }, until)).toEqual({
      late: true,
      knownAt: START + 10 * HOUR,
    });
  });
});

describe("scores", () => {
  const scored = [
    { p: 0.1, late: false },
    { p: 0.4, late: true },
    { p: 0.4, late: false },
    { p: 0.9, late: true },
  ];
  it("are what is counted by hand", () => {
    // Pairs of one late and one in time: 0.4 over 0.1, 0.4 even with 0.4, 0.9 over both.
    expect(auc(scored)).toBeCloseTo(3.5 / 4);
    expect(brier(scored)).toBeCloseTo((0.01 + 0.36 + 0.16 + 0.01) / 4);
    expect(calibration(scored, 2)).toEqual([
      { from: 0.1, n: 2, predicted: 0.25, observed: 0.5 },
      { from: 0.4, n: 2, predicted: 0.65, observed: 0.5 },
    ]);
  });
});
