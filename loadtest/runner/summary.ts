import type { Outcome } from "./engine.ts";
import type { Metric, Sink } from "./metrics.ts";
import type { GroupNode } from "./run.ts";

export const NOTICE = "This is not k6: wangge's load runner executing a k6 script";

/** Above this share of a core the generator may be what is measured. */
const BUSY_PERCENT = 80;
const LATE_MS = 20;

interface Value {
  readonly type: string;
  readonly contains: string;
  readonly values: Readonly<Record<string, number>>;
  readonly thresholds?: Readonly<Record<string, { readonly ok: boolean }>>;
}

const groupData = ({ name, path, groups, checks }: GroupNode): object => ({
  name,
  path,
  groups: [...groups.values()].map(groupData),
  checks: [...checks.values()].map((check) => ({ ...check, path: `${path}::${check.name}` })),
});

const eachSink = (metrics: readonly Metric[]): readonly (readonly [string, Metric, Sink])[] =>
  metrics.flatMap((metric) => [
    [metric.name, metric, metric.sink] as const,
    ...metric.parts.map(({ key, sink }) => [key, metric, sink] as const),
  ]);

/** What is to be said about the generator, before anyone believes a figure. */
export const warningsOf = ({ metrics, isOpen, verdicts, failures }: Outcome): readonly string[] => {
  const warnings: string[] = [];
  const cpu = metrics.find("generator_cpu")?.sink.get("p(95)", 1) ?? 0;
  if (cpu > BUSY_PERCENT)
    warnings.push(
      `the generator was busy with ${cpu.toFixed(0)} % of a core (p95 of the seconds): it may be the bottleneck, not the server. Ask less, or from more machines`,
    );
  const late = metrics.find("iteration_lateness")?.sink.get("p(99)", 1) ?? 0;
  if (late > LATE_MS)
    warnings.push(
      `iterations began up to ${late.toFixed(0)} ms late (p99): figures from send hide that, those from the intended start do not`,
    );
  const dropped = metrics.find("dropped_iterations")?.sink.get("count", 1) ?? 0;
  if (dropped > 0)
    warnings.push(
      `${String(dropped)} iterations were dropped (no VU was free, or the time was over): they are in no latency below. Raise maxVUs, or the server is too slow for this rate`,
    );
  if (!isOpen)
    warnings.push(
      "closed model: a VU asks again only when it was answered, so a server that stalls is asked less, and latencies look better than users would find them",
    );
  for (const { key, text, isJudged } of verdicts)
    if (!isJudged) warnings.push(`${key}: ${text} was not judged, there were no samples (k6 passes it too)`);
  const failed = [...failures.values()].reduce((sum, count) => sum + count, 0);
  if (failed > 0) warnings.push(`${String(failed)} iterations ended with an error of the script`);
  return warnings;
};

/** What k6 gives to `handleSummary`, and `runner`, which k6 does not have. */
export const summaryData = (outcome: Outcome) => {
  const { metrics, root, verdicts, seconds, options, setupData } = outcome;
  const values: Record<string, Value> = {};
  for (const [key, { type, contains }, sink] of eachSink(metrics.all())) {
    const own = verdicts.filter((verdict) => verdict.key === key);
    if (sink.count === 0 && own.length === 0) continue;
    values[key] = {
      type,
      contains,
      values: sink.values(seconds, options.summaryTrendStats),
      ...(own.length === 0 ? {} : { thresholds: Object.fromEntries(own.map(({ text, ok }) => [text, { ok }])) }),
    };
  }
  return {
    root_group: groupData(root),
    options: {
      summaryTrendStats: options.summaryTrendStats,
      summaryTimeUnit: options.summaryTimeUnit ?? "",
      noColor: true,
    },
    state: {
      isStdOutTTY: process.stdout.isTTY,
      isStdErrTTY: process.stderr.isTTY,
      testRunDurationMs: Math.round(seconds * 1000),
    },
    metrics: values,
    setup_data: setupData,
    runner: { notice: NOTICE, warnings: warningsOf(outcome) },
  };
};

const figure = (value: number, contains: string): string =>
  contains === "time"
    ? value >= 10_000
      ? `${(value / 1000).toFixed(2)}s`
      : `${value.toFixed(2)}ms`
    : Number.isInteger(value)
      ? String(value)
      : value.toFixed(2);

const line = (key: string, { contains, values, thresholds = {} }: Value): string => {
  const shown = Object.entries(values).map(([name, value]) => `${name}=${figure(value, contains)}`);
  const judged = Object.entries(thresholds).map(([text, { ok }]) => `\n    ${ok ? "✓" : "✗"} ${text}`);
  return `  ${key.padEnd(44, ".")} ${shown.join(" ")}${judged.join("")}`;
};

/** For a script without a `handleSummary` of its own. */
export const summaryText = ({ metrics, root_group: root }: ReturnType<typeof summaryData>): string => {
  const checks = (group: object): readonly string[] => {
    const { groups, checks: own } = group as {
      groups: readonly object[];
      checks: readonly { path: string; passes: number; fails: number }[];
    };
    return [
      ...own.map(
        ({ path, passes, fails }) =>
          `  ${fails === 0 ? "✓" : "✗"} ${path.slice(2)} (${String(passes)} of ${String(passes + fails)})`,
      ),
      ...groups.flatMap(checks),
    ];
  };
  const lines = Object.entries(metrics)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => line(key, value));
  return [...checks(root), ...lines].join("\n");
};

/** Always printed: what the generator did to the figures. */
export const reportOf = (outcome: Outcome): string => {
  const { metrics, isOpen, verdicts, code, why } = outcome;
  const shares = (name: string): string => {
    const sink = metrics.find(name)?.sink;
    if (sink === undefined || sink.count === 0) return "nothing was asked";
    const at = (share: string): string => figure(sink.get(share, 1), "time");
    return `p50=${at("p(50)")} p90=${at("p(90)")} p99=${at("p(99)")} max=${at("max")}`;
  };
  const cpu = metrics.find("generator_cpu")?.sink;
  const crossed = verdicts.filter(({ ok }) => !ok);
  return [
    NOTICE,
    `  http, from send:            ${shares("http_req_duration")}   (as k6 counts it)`,
    ...(isOpen
      ? [
          `  http, from intended start:  ${shares("http_req_duration_from_intended")}   (waiting for the generator and a connection counts)`,
          `  iterations began late by:   ${shares("iteration_lateness")}`,
        ]
      : []),
    `  generator: ${figure(cpu?.get("avg", 1) ?? 0, "")} % of a core on average, ${figure(cpu?.get("max", 1) ?? 0, "")} % in its busiest second`,
    ...crossed.map(
      ({ key, text, value }) => `  ✗ ${key}: ${text} does not hold: ${String(Math.round(value * 1e4) / 1e4)}`,
    ),
    ...warningsOf(outcome).map((warning) => `  ! ${warning}`),
    ...(why === undefined ? [] : [`  stopped: ${why}`]),
    `  ${code === 0 ? "all thresholds hold" : `exit ${String(code)}`}`,
  ].join("\n");
};
