import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** Milliseconds of `1h30m`, `250ms`, or of a number of milliseconds. @throws Error none of these */
export const durationOf = (value: string | number): number => {
  const text = String(value).trim();
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  if (!/^(\d+(\.\d+)?(d|h|ms|m|s))+$/.test(text)) throw new Error(`"${text}" is no duration; write 30s, 2m, 1h30m`);
  return [...text.matchAll(/(\d+(?:\.\d+)?)(d|h|ms|m|s)/g)].reduce(
    (sum, [, count, unit = ""]) => sum + Number(count) * (UNITS[unit] ?? 0),
    0,
  );
};

const Duration = z.union([z.string(), z.number()]).transform((value, context) => {
  try {
    return durationOf(value);
  } catch (error) {
    context.addIssue({ code: "custom", message: (error as Error).message });
    return z.NEVER;
  }
});
const Count = z.int().min(1);
const TagsOption = z.record(z.string(), z.string());

const common = {
  startTime: Duration.default(0),
  gracefulStop: Duration.default(30_000),
  exec: z.string().default("default"),
  env: TagsOption.default({}),
  tags: TagsOption.default({}),
};
const Stage = z.strictObject({ duration: Duration, target: z.int().min(0) });
const arrival = { timeUnit: Duration.default(1000), preAllocatedVUs: z.int().min(0), maxVUs: Count.optional() };

const Scenario = z.discriminatedUnion("executor", [
  z.strictObject({
    executor: z.literal("constant-arrival-rate"),
    ...common,
    ...arrival,
    rate: Count,
    duration: Duration,
  }),
  z.strictObject({
    executor: z.literal("ramping-arrival-rate"),
    ...common,
    ...arrival,
    startRate: z.int().min(0).default(0),
    stages: z.array(Stage).min(1),
  }),
  z.strictObject({ executor: z.literal("constant-vus"), ...common, vus: Count.default(1), duration: Duration }),
  z.strictObject({
    executor: z.literal("ramping-vus"),
    ...common,
    startVUs: z.int().min(0).default(1),
    stages: z.array(Stage).min(1),
    gracefulRampDown: Duration.default(30_000),
  }),
  z.strictObject({
    executor: z.literal("per-vu-iterations"),
    ...common,
    vus: Count.default(1),
    iterations: Count.default(1),
    maxDuration: Duration.default(600_000),
  }),
  z.strictObject({
    executor: z.literal("shared-iterations"),
    ...common,
    vus: Count.default(1),
    iterations: Count.default(1),
    maxDuration: Duration.default(600_000),
  }),
]);
export type Scenario = z.output<typeof Scenario>;
export type ScenarioOf<Executor extends Scenario["executor"]> = Extract<Scenario, { executor: Executor }>;
export type Stage = z.output<typeof Stage>;

const ThresholdItem = z.union([
  z.string().transform((threshold) => ({ threshold })),
  z
    .strictObject({ threshold: z.string(), abortOnFail: z.boolean().optional(), delayAbortEval: Duration.optional() })
    .transform(({ threshold, abortOnFail, delayAbortEval: delayAbortMs }) => ({
      threshold,
      abortOnFail,
      delayAbortMs,
    })),
]);

/** What of k6's options the runner knows; others are refused, so that nothing is left out in silence. */
const Options = z.strictObject({
  scenarios: z.record(z.string(), Scenario).optional(),
  thresholds: z.record(z.string(), z.array(ThresholdItem)).default({}),
  vus: Count.optional(),
  duration: Duration.optional(),
  iterations: Count.optional(),
  stages: z.array(Stage).optional(),
  setupTimeout: Duration.default(60_000),
  teardownTimeout: Duration.default(60_000),
  summaryTrendStats: z.array(z.string()).default(["avg", "min", "med", "max", "p(90)", "p(95)"]),
  summaryTimeUnit: z.enum(["s", "ms", "us"]).optional(),
  discardResponseBodies: z.boolean().default(false),
  tags: TagsOption.default({}),
  userAgent: z.string().default("wangge-load (not k6)"),
});

export interface Overrides {
  readonly vus?: number | undefined;
  readonly duration?: string | undefined;
  readonly iterations?: number | undefined;
}

export type RunOptions = Omit<z.output<typeof Options>, "scenarios" | "vus" | "duration" | "iterations" | "stages"> & {
  readonly scenarios: Readonly<Record<string, Scenario>>;
};

/** The options of a script, with those of the command line, which take the place of its scenarios as with k6. @throws Error */
export const optionsOf = (exported: unknown, overrides: Overrides = {}): RunOptions => {
  const parsed = Options.safeParse(exported ?? {});
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `options.${path.join(".")}: ${message}`).join("\n"));
  const isOverridden = Object.values(overrides).some((value) => value !== undefined);
  const { scenarios, vus, duration, iterations, stages, ...rest } = parsed.data;
  if (scenarios !== undefined && Object.keys(scenarios).length > 0 && !isOverridden) return { ...rest, scenarios };
  const short = {
    vus: overrides.vus ?? vus ?? 1,
    duration: overrides.duration ?? duration,
    iterations: overrides.iterations ?? (overrides.duration === undefined ? iterations : undefined),
  };
  const only = (scenario: object): RunOptions => ({ ...rest, scenarios: { default: Scenario.parse(scenario) } });
  if (short.iterations !== undefined) {
    const maxDuration = short.duration === undefined ? {} : { maxDuration: short.duration };
    return only({ executor: "shared-iterations", vus: short.vus, iterations: short.iterations, ...maxDuration });
  }
  if (short.duration !== undefined) return only({ executor: "constant-vus", vus: short.vus, duration: short.duration });
  if (stages !== undefined && !isOverridden) return only({ executor: "ramping-vus", startVUs: vus ?? 1, stages });
  return only({ executor: "shared-iterations", vus: short.vus, iterations: short.vus });
};
