/** Walks through real history: learns from what was known at the beginning of a year, predicts that year, and looks how it ended. */
import { readFileSync } from "node:fs";
import { chinaCalendar } from "@wangge/calendar";
import {
  auc,
  brier,
  instantOfShare,
  isOpenAt,
  outcomeAsOf,
  predict,
  train,
  type OrderFact,
  type Scored,
  type Setting,
} from "@wangge/dispatch/predict";

/** Hours that run day and night: the working days of another country are not needed. */
export const setting: Setting = { calendar: chinaCalendar, utcOffsetMs: 0 };
const HOUR = 3_600_000;

export const readOrders = (path: URL): readonly OrderFact[] => {
  const [, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
  return lines.map((line, index): OrderFact => {
    const [created = "", dueHours = "", hours = "", category = "", department = "", street = ""] = line.split(",");
    const startedAt = Date.parse(`${created}Z`);
    return {
      id: `${String(index)}/1`,
      category,
      department,
      street,
      startedAt,
      kind: "naturalDay",
      deadlines: [{ from: startedAt, dueAt: startedAt + Math.round(Number(dueHours) * HOUR) }],
      attempt: 1,
      returns: 0,
      ...(hours === "" ? {} : { endedAt: startedAt + Math.round(Number(hours) * HOUR), isHandled: true as const }),
    };
  });
};

export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly share: number;
  /** Orders that the model learned from. */
  readonly trained: number;
  /** Began in the span, and how they ended is not known by the end of the data. */
  readonly leftOut: number;
  readonly model: readonly Scored[];
  readonly baselines: Readonly<Record<Baseline, readonly Scored[]>>;
  readonly intervals: readonly { readonly low: number; readonly high: number }[];
}

/** How often anything was late; the same category and department; and that, drawn towards anything where there is little of it. */
export const baselines = ["constant", "category", "categoryDrawn"] as const;
export type Baseline = (typeof baselines)[number];

const DRAWN_BY = 10;

/** Plain rates, of everything whose end was known, among what was still open with so much of its time used. */
const ratesOf = (orders: readonly OrderFact[], until: number, share: number) => {
  const counts = new Map<string, { n: number; late: number }>();
  const all = { n: 0, late: 0 };
  for (const order of orders) {
    const outcome = outcomeAsOf(order, until);
    if (outcome === undefined || outcome.knownAt >= until) continue;
    if (share > 0 && !isOpenAt(order, instantOfShare(order, share, setting.calendar))) continue;
    const key = `${order.category}|${order.department}`;
    const count = counts.get(key) ?? { n: 0, late: 0 };
    for (const one of [count, all]) {
      one.n += 1;
      if (outcome.late) one.late += 1;
    }
    counts.set(key, count);
  }
  const general = all.late / all.n;
  return (order: OrderFact): Readonly<Record<Baseline, number>> => {
    const { n, late } = counts.get(`${order.category}|${order.department}`) ?? { n: 0, late: 0 };
    return {
      constant: general,
      category: n === 0 ? general : late / n,
      categoryDrawn: (late + DRAWN_BY * general) / (n + DRAWN_BY),
    };
  };
};

/** Orders that begin between two instants, predicted by what was known at the first, with so much of their time used. */
export const foldOf = (
  orders: readonly OrderFact[],
  from: number,
  to: number,
  share: number,
  end: number,
): Fold | undefined => {
  const model = train(orders, from, setting);
  if (model === undefined) return undefined;
  const rates = ratesOf(orders, from, share);
  const scored: Scored[] = [];
  const others: Record<Baseline, Scored[]> = { constant: [], category: [], categoryDrawn: [] };
  const intervals: { low: number; high: number }[] = [];
  let leftOut = 0;
  for (const order of orders) {
    if (order.startedAt < from || order.startedAt >= to) continue;
    const at = instantOfShare(order, share, setting.calendar);
    if ((share > 0 && !isOpenAt(order, at)) || at >= end) continue;
    const outcome = outcomeAsOf(order, end);
    if (outcome === undefined) {
      leftOut += 1;
      continue;
    }
    const { late } = outcome;
    const { probability, low, high } = predict(model, order, at, setting);
    scored.push({ p: probability, late });
    intervals.push({ low, high });
    const plain = rates(order);
    for (const name of baselines) others[name].push({ p: plain[name], late });
  }
  return { from, to, share, trained: model.orders, leftOut, model: scored, baselines: others, intervals };
};

export const figures = (scored: readonly Scored[]) => ({ auc: auc(scored), brier: brier(scored) });

const RESAMPLES = 1_000;

/** Brier of one less that of another over the same orders: the middle and nine in ten of what chance makes of it. Below 0: better. */
export const brierDifference = (one: readonly Scored[], other: readonly Scored[]) => {
  const errorOf = ({ p, late }: Scored): number => (p - (late ? 1 : 0)) ** 2;
  const differences = one.map((scored, index) => errorOf(scored) - errorOf(other[index] ?? scored));
  // Fixed beginning: the same figures in every run.
  let seed = 1;
  const next = (): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return seed / 4_294_967_296;
  };
  const means = Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (const _ of differences) sum += differences[Math.floor(next() * differences.length)] ?? 0;
    return sum / differences.length;
  }).sort((a, b) => a - b);
  const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
  return { mean, low: means[Math.floor(RESAMPLES * 0.05)] ?? mean, high: means[Math.floor(RESAMPLES * 0.95)] ?? mean };
};
