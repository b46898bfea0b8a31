import type { Metrics, Tags } from "./metrics.ts";
import type { RunOptions } from "./options.ts";
import type { Vu } from "./vu.ts";

/** As k6's. */
export const EXIT = {
  thresholds: 99,
  setupTimeout: 100,
  config: 104,
  interrupted: 105,
  script: 107,
  aborted: 108,
} as const;

export interface GroupNode {
  readonly name: string;
  readonly path: string;
  readonly groups: Map<string, GroupNode>;
  readonly checks: Map<string, { readonly name: string; passes: number; fails: number }>;
}

export const groupNode = (name: string, path: string): GroupNode => ({
  name,
  path,
  groups: new Map(),
  checks: new Map(),
});

/** One run of a script: what its VUs share. */
export interface Run {
  readonly metrics: Metrics;
  readonly root: GroupNode;
  readonly env: Readonly<Record<string, string>>;
  readonly vus: Vu[];
  /** No iteration begins any more. */
  readonly stopping: AbortController;
  readonly warn: (line: string) => void;
  options: RunOptions | undefined;
  startedAt: number;
  aborted: { readonly code: number; readonly why: string } | undefined;
  vusBusy: number;
  iterationsDone: number;
  iterationsInterrupted: number;
}

export const createRun = (
  metrics: Metrics,
  env: Readonly<Record<string, string>>,
  say: (line: string) => void,
): Run => {
  const warned = new Set<string>();
  return {
    metrics,
    root: groupNode("", ""),
    env,
    vus: [],
    stopping: new AbortController(),
    warn: (line) => {
      if (warned.has(line)) return;
      warned.add(line);
      say(`warning: ${line}`);
    },
    options: undefined,
    startedAt: 0,
    aborted: undefined,
    vusBusy: 0,
    iterationsDone: 0,
    iterationsInterrupted: 0,
  };
};

export const abort = (run: Run, code: number, why: string): void => {
  run.aborted ??= { code, why };
  run.stopping.abort();
  // The first one has the teardown to do, unless nobody wants that either.
  for (const vu of run.vus) if (vu.id !== 0 || code === EXIT.interrupted) vu.interrupt.abort();
};

/** What every sample of this VU carries just now. */
export const tagsOf = (run: Run, vu: Vu): Tags => ({
  ...run.options?.tags,
  ...vu.tags,
  group: vu.group,
  ...(vu.scenario === undefined ? {} : { scenario: vu.scenario.name }),
});

/** Until the time is over or the signal comes, whichever is first. */
export const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
