import { generatorWatch } from "./generator.ts";
import { execute, type Worker } from "./executors.ts";
import { hookScript, openFrom } from "./hooks.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { coreModule } from "./modules/core.ts";
import { createShared } from "./modules/data.ts";
import { each } from "./modules/each.ts";
import { cryptoModule, encodingModule } from "./modules/encoding.ts";
import { executionModule } from "./modules/execution.ts";
import { httpModule } from "./modules/http.ts";
import { metricsModule } from "./modules/metrics.ts";
import { optionsOf, type Overrides, type RunOptions, type Scenario } from "./options.ts";
import { abort, createRun, EXIT, wait, type GroupNode, type Run } from "./run.ts";
import { createThresholds, judge, type Threshold, type Verdict } from "./thresholds.ts";
import { ScriptError } from "./transform/module.ts";
import { createVu, endVu, Interrupted, type ScenarioRun, type Vu } from "./vu.ts";

/** The run cannot begin, or not go on. */
export class RunError extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export interface Outcome {
  readonly code: number;
  readonly why: string | undefined;
  readonly metrics: Metrics;
  readonly root: GroupNode;
  readonly verdicts: readonly Verdict[];
  readonly seconds: number;
  readonly options: RunOptions;
  readonly setupData: unknown;
  readonly failures: ReadonlyMap<string, number>;
  readonly isOpen: boolean;
  readonly handleSummary: ((data: unknown) => unknown) | undefined;
}

export interface RunRequest {
  /** `file:` */
  readonly entry: string;
  readonly env: Readonly<Record<string, string>>;
  readonly overrides: Overrides;
  readonly say: (line: string) => void;
  /** Ctrl-C and the like. */
  readonly stop: AbortSignal;
}

const JUDGE_MS = 1000;
type Work = (...args: unknown[]) => unknown;

const messageOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Runs a k6 script from setup to teardown. @throws RunError */
export const runScript = async ({ entry, env, overrides, say, stop }: RunRequest): Promise<Outcome> => {
  const metrics = createMetrics();
  const run = createRun(metrics, env, say);
  const shared = createShared();
  const modules = new Map<number, Readonly<Record<string, object>>>();
  const failures = new Map<string, number>();

  const makeModules = (vu: Vu): void => {
    const http = httpModule(run, vu);
    modules.set(vu.id, {
      k6: coreModule(run, vu),
      "k6/http": http,
      "k6/metrics": metricsModule(run, vu),
      "k6/execution": executionModule(run, vu),
      "k6/data": shared(),
      "k6/encoding": encodingModule(),
      "k6/crypto": cryptoModule(),
      "k6/x/wangge": {
        __ENV: vu.env,
        __VU: vu.id,
        open: openFrom(entry, () => vu.isInit),
        each,
        onIteration: (tell: (iteration: number) => void) => {
          const before = vu.onIteration;
          vu.onIteration = (iteration) => {
            before?.(iteration);
            tell(iteration);
          };
        },
      },
    });
  };

  let load: (vu: number) => Promise<Record<string, unknown>>;
  try {
    load = hookScript(entry, (vu) => modules.get(vu) ?? {});
  } catch (error) {
    if (error instanceof ScriptError) throw new RunError(EXIT.script, error.message);
    throw error;
  }

  const begin = async (extra: Readonly<Record<string, string>> = {}) => {
    const vu = createVu(run.vus.length, { ...env, ...extra });
    run.vus.push(vu);
    makeModules(vu);
    const script = await load(vu.id);
    vu.isInit = false;
    if (run.stopping.signal.aborted) vu.interrupt.abort();
    return { vu, script };
  };

  const first = await begin().catch((error: unknown) => {
    throw new RunError(EXIT.script, messageOf(error));
  });
  const { script } = first;
  let options: RunOptions;
  let thresholds: readonly Threshold[];
  try {
    options = optionsOf(script["options"], overrides);
    thresholds = createThresholds(options.thresholds, metrics);
    for (const [name, { exec }] of Object.entries(options.scenarios))
      if (typeof script[exec] !== "function")
        throw new Error(`scenario ${name}: the script exports no function ${exec}`);
  } catch (error) {
    throw new RunError(EXIT.config, error instanceof Error ? error.message : String(error));
  }
  run.options = options;
  const stopAll = (): void => abort(run, EXIT.interrupted, "stopped by signal");
  stop.addEventListener("abort", stopAll);

  /** Setup and teardown: in the first VU, and not for ever. */
  const once = async (name: "setup" | "teardown", timeoutMs: number, arg?: unknown): Promise<unknown> => {
    const work = script[name];
    if (typeof work !== "function") return undefined;
    const { vu } = first;
    vu.group = `::${name}`;
    const late = new AbortController();
    const timer = setTimeout(() => {
      late.abort();
      vu.interrupt.abort();
    }, timeoutMs);
    try {
      return await (work as Work)(arg);
    } catch (error) {
      if (late.signal.aborted)
        throw new RunError(EXIT.setupTimeout, `${name} took longer than ${String(timeoutMs / 1000)} s`);
      if (run.aborted !== undefined) return undefined;
      throw new RunError(EXIT.script, `${name}: ${messageOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  };

  const watch = generatorWatch((share) => {
    metrics.add("generator_cpu", share, {});
  });
  run.startedAt = performance.now();
  const secondsNow = (): number => (performance.now() - run.startedAt) / 1000;
  let setupData: unknown;
  try {
    // As data: what a VU changes of it is not seen by the others.
    const made = await once("setup", options.setupTimeout);
    setupData = made === undefined ? undefined : (JSON.parse(JSON.stringify(made)) as unknown);

    const judging = setInterval(() => {
      metrics.add("vus", run.vusBusy, {});
      metrics.add("vus_max", run.vus.length - 1, {});
      for (const threshold of thresholds) {
        if (threshold.abortAfterMs === undefined || performance.now() - run.startedAt < threshold.abortAfterMs)
          continue;
        if (!judge(threshold, secondsNow()).ok)
          abort(run, EXIT.thresholds, `${threshold.key}: ${threshold.text} does not hold (abortOnFail)`);
      }
    }, JUDGE_MS);
    try {
      await Promise.all(
        Object.entries(options.scenarios).map(([name, scenario]) =>
          playScenario(run, name, scenario, { begin, setupData, failures, say }),
        ),
      );
    } finally {
      clearInterval(judging);
    }
    metrics.add("vus", run.vusBusy, {});
    metrics.add("vus_max", run.vus.length - 1, {});
    if (run.aborted?.code !== EXIT.interrupted) await once("teardown", options.teardownTimeout, setupData);
  } finally {
    watch.stop();
    stop.removeEventListener("abort", stopAll);
    run.vus.forEach(endVu);
  }

  const seconds = secondsNow();
  const verdicts = thresholds.map((threshold) => judge(threshold, seconds));
  const isCrossed = verdicts.some(({ ok }) => !ok);
  const { handleSummary } = script;
  return {
    code: run.aborted?.code ?? (isCrossed ? EXIT.thresholds : 0),
    why: run.aborted?.why,
    metrics,
    root: run.root,
    verdicts,
    seconds,
    options,
    setupData,
    failures,
    isOpen: Object.values(options.scenarios).some(({ executor }) => executor.endsWith("arrival-rate")),
    handleSummary: typeof handleSummary === "function" ? (handleSummary as (data: unknown) => unknown) : undefined,
  };
};

interface Playing {
  readonly begin: (
    env: Readonly<Record<string, string>>,
  ) => Promise<{ readonly vu: Vu; readonly script: Record<string, unknown> }>;
  readonly setupData: unknown;
  readonly failures: Map<string, number>;
  readonly say: (line: string) => void;
}

const playScenario = async (run: Run, name: string, scenario: Scenario, playing: Playing): Promise<void> => {
  const { begin, setupData, failures, say } = playing;
  const { exec, env, tags, startTime, executor } = scenario;
  const begunAt = performance.now();
  const played: ScenarioRun = {
    name,
    executor,
    startedAt: begunAt + startTime,
    progress: () => Math.min(1, Math.max(0, (performance.now() - played.startedAt) / (spanOf(scenario) || 1))),
    nextIteration: 0,
  };

  const hire = async (): Promise<Worker> => {
    const { vu, script } = await begin(env);
    const data: unknown = setupData === undefined ? undefined : structuredClone(setupData);
    const work = script[exec] as Work;
    return {
      interrupt: () => vu.interrupt.abort(),
      iterate: async (intendedAt) => {
        vu.scenario = played;
        vu.tags = tags;
        vu.group = "";
        vu.iterationInInstance += 1;
        vu.iterationInScenario += 1;
        vu.iterationInTest = played.nextIteration;
        played.nextIteration += 1;
        vu.onIteration?.(vu.iterationInInstance);
        run.vusBusy += 1;
        const began = performance.now();
        const sample = { scenario: name, group: "", ...tags };
        vu.latenessMs = intendedAt === undefined ? undefined : Math.max(0, began - intendedAt);
        if (vu.latenessMs !== undefined) run.metrics.add("iteration_lateness", vu.latenessMs, sample);
        let isWhole = true;
        try {
          await work(data);
        } catch (error) {
          isWhole = !(error instanceof Interrupted) && run.aborted === undefined;
          if (isWhole) {
            const text = messageOf(error);
            const count = (failures.get(text) ?? 0) + 1;
            failures.set(text, count);
            if (count === 1) say(`the script failed: ${text}`);
          }
        } finally {
          run.vusBusy -= 1;
          vu.group = "";
        }
        if (!isWhole) {
          run.iterationsInterrupted += 1;
          return;
        }
        run.iterationsDone += 1;
        const ended = performance.now();
        run.metrics.add("iterations", 1, sample);
        run.metrics.add("iteration_duration", ended - began, sample);
        if (intendedAt !== undefined) run.metrics.add("iteration_duration_from_intended", ended - intendedAt, sample);
      },
    };
  };

  if (startTime > 0) await wait(startTime, run.stopping.signal);
  if (run.stopping.signal.aborted) return;
  await execute({
    run,
    scenario,
    startedAt: played.startedAt,
    hire,
    dropped: (count) => {
      run.metrics.add("dropped_iterations", count, { scenario: name });
    },
  });
};

const spanOf = (scenario: Scenario): number =>
  "stages" in scenario
    ? scenario.stages.reduce((sum, { duration }) => sum + duration, 0)
    : "duration" in scenario
      ? scenario.duration
      : scenario.maxDuration;
