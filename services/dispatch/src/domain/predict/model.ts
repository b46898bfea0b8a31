/**
 * 超期预测. The probability that an open order will be late, how sure that is, and why. A logistic regression over a few rates of the
 * past; everything it learns from was known at the instant it learns for.
 */
import { dueAsOf, instantOfShare, isOpenAt, outcomeAsOf, shareUsed, type OrderFact } from "./orders.ts";
import { bucketOf, knownBefore, logit, Rates, SHARES, type Setting } from "./rates.ts";
import { fitting, sigmoid, type Row } from "./logistic.ts";

export const FEATURES = [
  "always",
  "kind",
  "street",
  "hourOfWeek",
  "limit",
  "rework",
  "returned",
  "extended",
  "categoryLately",
  "departmentLately",
] as const;

/** What weighs: the features, with what kind of thing it is told apart from how much of its time is used. */
export const REASONS = [
  "timeUsed",
  "kind",
  "street",
  "hourOfWeek",
  "limit",
  "rework",
  "returned",
  "extended",
  "categoryLately",
  "departmentLately",
] as const satisfies readonly ("timeUsed" | (typeof FEATURES)[number])[];
export type ReasonName = (typeof REASONS)[number];

export interface Model {
  readonly trainedUntil: number;
  /** Orders whose end was known by then. */
  readonly orders: number;
  readonly cases: number;
  readonly late: number;
  readonly rates: Rates;
  readonly means: readonly number[];
  readonly scales: readonly number[];
  readonly weights: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

export interface Reason {
  readonly feature: ReasonName;
  /** Towards being late (above 0) or in time, as a difference of logits from the usual order that has just begun. */
  readonly weight: number;
}

export interface Prediction {
  readonly probability: number;
  /** Nine in ten. */
  readonly low: number;
  readonly high: number;
  /** Past orders of this category and department that were still open with as much of their time used. */
  readonly support: number;
  readonly share: number;
  readonly reasons: readonly Reason[];
}

const HOUR = 3_600_000;

/** Everything the model looks at, from what is known of the order and of all others at an instant. */
export const featuresAt = (order: OrderFact, at: number, rates: Rates, setting: Setting): readonly number[] => {
  const due = dueAsOf(order, at);
  const bucket = bucketOf(shareUsed(order, at, setting.calendar));
  const issued = order.deadlines.filter(({ from, dueAt }) => from <= at && Number.isFinite(dueAt)).length;
  const hours = Number.isFinite(due) ? Math.max(1, (due - order.startedAt) / HOUR) : 24;
  return [
    1,
    logit(rates.kind(order, bucket).rate),
    rates.effect("street", order, bucket),
    rates.effect("hour", order, bucket),
    Math.log(hours),
    order.attempt > 1 ? 1 : 0,
    Math.min(3, order.returns),
    issued > 1 ? 1 : 0,
    rates.trend("category", order, at),
    rates.trend("department", order, at),
  ];
};

interface Snapshot {
  readonly order: OrderFact;
  readonly at: number;
  readonly late: boolean;
}

/** Each order as it was when it began and each time it was looked at again while it was open and not yet late. */
const snapshotsOf = (known: ReturnType<typeof knownBefore>, { calendar }: Setting): readonly Snapshot[] =>
  known
    .flatMap(({ order, late }) =>
      SHARES.flatMap((share) => {
        const at = instantOfShare(order, share, calendar);
        const isLateYet = outcomeAsOf(order, at)?.late === true;
        const isRunning = Number.isFinite(dueAsOf(order, at));
        return (share > 0 && !isOpenAt(order, at)) || isLateYet || !isRunning ? [] : [{ order, at, late }];
      }),
    )
    .sort((a, b) => a.at - b.at || (a.order.id < b.order.id ? -1 : 1));

/** So many outcomes are only learned from before the first is predicted. */
const WARM_UP = 100;
export const FEWEST_ORDERS = 300;
/** A handful of late ones says nothing. */
export const FEWEST_LATE = 20;
const RIDGE = 3;
/** What hardly varies is not blown up until it seems to matter: a ripple would become a slope. */
const NARROWEST = 0.1;
const AT_ONCE = 500;

/** @returns undefined where there is not enough history to say anything. Yields, so that others can work in between. */
export function* training(
  orders: readonly OrderFact[],
  until: number,
  setting: Setting,
): Generator<undefined, Model | undefined> {
  const known = knownBefore(orders, until);
  const late = known.filter((one) => one.late).length;
  if (known.length < FEWEST_ORDERS || late < FEWEST_LATE || known.length - late < FEWEST_LATE) return undefined;
  const snapshots = snapshotsOf(known, setting);
  yield undefined;
  const rates = new Rates(setting);
  const raw: { x: readonly number[]; y: 0 | 1 }[] = [];
  let next = 0;
  for (const [index, { order, at, late: isLate }] of snapshots.entries()) {
    for (; next < known.length && known[next]!.knownAt < at; next += 1) {
      const one = known[next]!;
      rates.learn(one.order, one.late, one.knownAt);
    }
    if (rates.size >= WARM_UP) raw.push({ x: featuresAt(order, at, rates, setting), y: isLate ? 1 : 0 });
    if (index % AT_ONCE === 0) yield undefined;
  }
  for (; next < known.length; next += 1) rates.learn(known[next]!.order, known[next]!.late, known[next]!.knownAt);
  rates.renew();
  if (raw.length < FEWEST_ORDERS / 2) return undefined;
  yield undefined;
  const means = FEATURES.map((_, i) => (i === 0 ? 0 : raw.reduce((sum, { x }) => sum + x[i]!, 0) / raw.length));
  const scales = FEATURES.map((_, i) => {
    if (i === 0) return 1;
    const variance = raw.reduce((sum, { x }) => sum + (x[i]! - means[i]!) ** 2, 0) / raw.length;
    return Math.max(NARROWEST, Math.sqrt(variance));
  });
  const rows: Row[] = raw.map(({ x, y }) => ({ x: x.map((value, i) => (value - means[i]!) / scales[i]!), y }));
  const { weights, covariance } = yield* fitting(rows, RIDGE);
  // An order is looked at several times and ends once: as much less is known as the rows make believe.
  const inflation = rows.length / Math.min(rows.length, known.length);
  return {
    trainedUntil: until,
    orders: known.length,
    cases: new Set(known.map(({ order }) => order.id.slice(0, order.id.lastIndexOf("/")))).size,
    late,
    rates,
    means,
    scales,
    weights,
    covariance: covariance.map((line) => line.map((value) => value * inflation)),
  };
}

/** All of it at once. */
export const train = (orders: readonly OrderFact[], until: number, setting: Setting): Model | undefined => {
  const steps = training(orders, until, setting);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};

const NINE_IN_TEN = 1.645;

export const predict = (model: Model, order: OrderFact, at: number, setting: Setting): Prediction => {
  const { rates, means, scales, weights, covariance } = model;
  const share = shareUsed(order, at, setting.calendar);
  const bucket = bucketOf(share);
  const { rate, support } = rates.kind(order, bucket);
  const raw = featuresAt(order, at, rates, setting);
  const x = raw.map((value, i) => (value - means[i]!) / scales[i]!);
  const parts = x.map((value, i) => value * weights[i]!);
  const z = parts.reduce((sum, part) => sum + part, 0);
  let variance = 0;
  for (let i = 0; i < x.length; i += 1)
    for (let j = 0; j < x.length; j += 1) variance += x[i]! * x[j]! * covariance[i]![j]!;
  // The rate itself is an estimate, the rougher the fewer there were.
  const slope = weights[1]! / scales[1]!;
  variance += slope ** 2 / ((support + 10) * rate * (1 - rate));
  const spread = NINE_IN_TEN * Math.sqrt(variance);
  const general = logit(rates.overall(bucket));
  const weighed: readonly Reason[] = [
    { feature: "timeUsed", weight: slope * (general - logit(rates.overall(0))) },
    ...FEATURES.flatMap((feature, i): readonly Reason[] => {
      if (feature === "always") return [];
      if (feature === "kind") return [{ feature, weight: slope * (logit(rate) - general) }];
      // All but the limit are 0 where there is nothing special; a usual limit is the mean of the past.
      return [{ feature, weight: feature === "limit" ? parts[i]! : (raw[i]! * weights[i]!) / scales[i]! }];
    }),
  ];
  const reasons = weighed
    .filter(({ weight }) => Math.abs(weight) >= 0.05)
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return { probability: sigmoid(z), low: sigmoid(z - spread), high: sigmoid(z + spread), support, share, reasons };
};
