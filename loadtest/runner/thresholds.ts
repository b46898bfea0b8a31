import type { Metrics, MetricType, Sink } from "./metrics.ts";

const AGGREGATES: Readonly<Record<MetricType, RegExp>> = {
  counter: /^(count|rate)$/,
  gauge: /^value$/,
  rate: /^rate$/,
  trend: /^(avg|min|max|med|count|p\(\d+(\.\d+)?\))$/,
};
const EXPRESSION =
  /^\s*([a-z]+(?:\(\s*\d+(?:\.\d+)?\s*\))?)\s*(===|==|!=|>=|<=|>|<)\s*([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)\s*$/i;

const COMPARE: Readonly<Record<string, (one: number, other: number) => boolean>> = {
  ">": (one, other) => one > other,
  ">=": (one, other) => one >= other,
  "<": (one, other) => one < other,
  "<=": (one, other) => one <= other,
  "==": (one, other) => one === other,
  "===": (one, other) => one === other,
  "!=": (one, other) => one !== other,
};

export interface Expression {
  readonly aggregate: string;
  readonly holds: (value: number) => boolean;
}

/** @throws Error not a threshold, or none for this type of metric */
export const parseThreshold = (text: string, type: MetricType): Expression => {
  const [, aggregate = "", operator = "", limit = ""] = EXPRESSION.exec(text) ?? [];
  const compare = COMPARE[operator];
  if (compare === undefined) throw new Error(`"${text}" is no threshold; write for example p(95)<200`);
  const name = aggregate.replace(/\s/g, "");
  const share = /\((.*)\)/.exec(name)?.[1];
  if (!AGGREGATES[type].test(name) || Number(share ?? 0) > 100) throw new Error(`"${text}": a ${type} has no ${name}`);
  return { aggregate: name, holds: (value) => compare(value, Number(limit)) };
};

export interface ThresholdOption {
  readonly threshold: string;
  readonly abortOnFail?: boolean | undefined;
  readonly delayAbortMs?: number | undefined;
}

export interface Threshold {
  /** `http_req_duration{scenario:window}` */
  readonly key: string;
  readonly text: string;
  readonly sink: Sink;
  readonly expression: Expression;
  /** Without a sample it is known all the same: nothing was counted. */
  readonly isCount: boolean;
  readonly abortAfterMs: number | undefined;
}

export interface Verdict {
  readonly key: string;
  readonly text: string;
  readonly ok: boolean;
  readonly value: number;
  /** False: there was nothing to judge, which passes, as with k6. */
  readonly isJudged: boolean;
}

export const createThresholds = (
  options: Readonly<Record<string, readonly ThresholdOption[]>>,
  metrics: Metrics,
): readonly Threshold[] =>
  Object.entries(options).flatMap(([key, list]) => {
    const { metric, sink } = metrics.part(key);
    return list.map(({ threshold, abortOnFail, delayAbortMs }) => ({
      key,
      text: threshold,
      sink,
      expression: parseThreshold(threshold, metric.type),
      isCount: metric.type === "counter",
      abortAfterMs: abortOnFail === true ? (delayAbortMs ?? 0) : undefined,
    }));
  });

export const judge = ({ key, text, sink, expression, isCount }: Threshold, seconds: number): Verdict => {
  const isJudged = sink.count > 0 || (isCount && expression.holds(0));
  const value = sink.count > 0 ? sink.get(expression.aggregate, seconds) : 0;
  return { key, text, value, isJudged, ok: !isJudged || expression.holds(value) };
};
