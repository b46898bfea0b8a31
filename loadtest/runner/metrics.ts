import { selectorOf, type Selector } from "./selector.ts";

export type MetricType = "counter" | "gauge" | "rate" | "trend";
export type Contains = "default" | "time" | "data";
export type Tags = Readonly<Record<string, string>>;
export type Values = Readonly<Record<string, number>>;

/** Values of one metric, or of a part of it. */
export interface Sink {
  readonly count: number;
  readonly add: (value: number) => void;
  /** One aggregate by its name in a threshold: `rate`, `p(99)`. */
  readonly get: (aggregate: string, seconds: number) => number;
  readonly values: (seconds: number, stats: readonly string[]) => Values;
}

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Between neighbours, as k6 does. */
export const percentile = (sorted: Float64Array, share: number): number => {
  if (sorted.length === 0) return 0;
  const at = (share / 100) * (sorted.length - 1);
  const low = Math.floor(at);
  const [below = 0, above = below] = [sorted[low], sorted[low + 1]];
  return below + (above - below) * (at - low);
};

const trend = (): Sink => {
  let kept = new Float64Array(1024);
  let count = 0;
  let sum = 0;
  let sorted: Float64Array | undefined;
  const inOrder = (): Float64Array => (sorted ??= kept.slice(0, count).sort());
  const get = (aggregate: string): number => {
    const share = /^p\((\d+(?:\.\d+)?)\)$/.exec(aggregate)?.[1];
    if (share !== undefined) return percentile(inOrder(), Number(share));
    switch (aggregate) {
      case "avg":
        return count === 0 ? 0 : sum / count;
      case "min":
        return inOrder()[0] ?? 0;
      case "max":
        return inOrder()[count - 1] ?? 0;
      case "med":
        return percentile(inOrder(), 50);
      case "count":
        return count;
      default:
        throw new Error(`a trend has no ${aggregate}`);
    }
  };
  return {
    get count() {
      return count;
    },
    add: (value) => {
      if (count === kept.length) {
        const larger = new Float64Array(count * 2);
        larger.set(kept);
        kept = larger;
      }
      kept[count] = value;
      count += 1;
      sum += value;
      sorted = undefined;
    },
    get,
    values: (_seconds, stats) => Object.fromEntries(stats.map((stat) => [stat, rounded(get(stat))])),
  };
};

const counter = (): Sink => {
  let [count, sum] = [0, 0];
  const get = (aggregate: string, seconds: number): number =>
    aggregate === "count" ? sum : seconds === 0 ? 0 : sum / seconds;
  return {
    get count() {
      return count;
    },
    add: (value) => {
      count += 1;
      sum += value;
    },
    get,
    values: (seconds) => ({ count: rounded(sum), rate: rounded(get("rate", seconds)) }),
  };
};

const gauge = (): Sink => {
  let [count, last, min, max] = [0, 0, Infinity, -Infinity];
  return {
    get count() {
      return count;
    },
    add: (value) => {
      count += 1;
      last = value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    },
    get: () => last,
    values: () => ({ value: last, min: count === 0 ? 0 : min, max: count === 0 ? 0 : max }),
  };
};

const rate = (): Sink => {
  let [count, passes] = [0, 0];
  const share = (): number => (count === 0 ? 0 : passes / count);
  return {
    get count() {
      return count;
    },
    add: (value) => {
      count += 1;
      if (value !== 0) passes += 1;
    },
    get: share,
    values: () => ({ rate: rounded(share()), passes, fails: count - passes }),
  };
};

const SINKS: Readonly<Record<MetricType, () => Sink>> = { counter, gauge, rate, trend };

interface Part {
  readonly key: string;
  readonly tags: Tags;
  readonly sink: Sink;
}

export interface Metric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: Contains;
  readonly sink: Sink;
  readonly parts: Part[];
}

const BUILT_IN: readonly (readonly [string, MetricType, Contains])[] = [
  ["checks", "rate", "default"],
  ["data_received", "counter", "data"],
  ["data_sent", "counter", "data"],
  ["dropped_iterations", "counter", "default"],
  ["group_duration", "trend", "time"],
  ["http_req_blocked", "trend", "time"],
  ["http_req_connecting", "trend", "time"],
  ["http_req_duration", "trend", "time"],
  ["http_req_failed", "rate", "default"],
  ["http_req_receiving", "trend", "time"],
  ["http_req_sending", "trend", "time"],
  ["http_req_tls_handshaking", "trend", "time"],
  ["http_req_waiting", "trend", "time"],
  ["http_reqs", "counter", "default"],
  ["iteration_duration", "trend", "time"],
  ["iterations", "counter", "default"],
  ["vus", "gauge", "default"],
  ["vus_max", "gauge", "default"],
  // Not of k6: what a generator that cannot keep its times would hide.
  ["generator_cpu", "trend", "default"],
  ["http_req_duration_from_intended", "trend", "time"],
  ["iteration_duration_from_intended", "trend", "time"],
  ["iteration_lateness", "trend", "time"],
];

export interface Metrics {
  readonly add: (name: string, value: number, tags: Tags) => void;
  /** Makes a metric, or finds it. @throws Error it is there and is of another type */
  readonly define: (name: string, type: MetricType, contains: Contains) => Metric;
  readonly find: (name: string) => Metric | undefined;
  /** Keeps `metric{tag:value}` apart from now on. @throws Error there is no such metric */
  readonly part: (key: string) => { readonly metric: Metric; readonly sink: Sink };
  readonly all: () => readonly Metric[];
}

export const createMetrics = (): Metrics => {
  const metrics = new Map<string, Metric>();
  const define: Metrics["define"] = (name, type, contains) => {
    const found = metrics.get(name);
    if (found !== undefined) {
      if (found.type !== type || found.contains !== contains)
        throw new Error(`metric ${name} is a ${found.type} of ${found.contains} already`);
      return found;
    }
    if (!/^[A-Za-z_][A-Za-z0-9_]{0,127}$/.test(name)) throw new Error(`"${name}" is no name of a metric`);
    const metric: Metric = { name, type, contains, sink: SINKS[type](), parts: [] };
    metrics.set(name, metric);
    return metric;
  };
  for (const [name, type, contains] of BUILT_IN) define(name, type, contains);

  return {
    define,
    find: (name) => metrics.get(name),
    all: () => [...metrics.values()],
    part: (key) => {
      const { name, tags }: Selector = selectorOf(key);
      const metric = metrics.get(name);
      if (metric === undefined) throw new Error(`there is no metric ${name}`);
      if (tags === undefined) return { metric, sink: metric.sink };
      const found = metric.parts.find((part) => part.key === key);
      if (found !== undefined) return { metric, sink: found.sink };
      const part = { key, tags, sink: SINKS[metric.type]() };
      metric.parts.push(part);
      return { metric, sink: part.sink };
    },
    add: (name, value, tags) => {
      const metric = metrics.get(name);
      if (metric === undefined) throw new Error(`there is no metric ${name}`);
      metric.sink.add(value);
      for (const part of metric.parts) {
        let fits = true;
        for (const tag in part.tags) fits &&= (tags[tag] ?? "") === part.tags[tag];
        if (fits) part.sink.add(value);
      }
    },
  };
};
