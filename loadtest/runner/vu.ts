import { setMaxListeners } from "node:events";
import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import type { Tags } from "./metrics.ts";

/** The run is over: whatever a script does next ends here. */
export class Interrupted extends Error {
  constructor() {
    super("the run is over");
  }
}

/** 虚拟用户. One at a time with an iteration; modules, connections and counters of its own, as k6 has it. */
export interface Vu {
  readonly id: number;
  readonly env: Record<string, string>;
  /** Cut short: what it asks and sleeps ends. */
  readonly interrupt: AbortController;
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Told at each iteration: the script's `__ITER` is bound to it. */
  onIteration: ((iteration: number) => void) | undefined;
  isInit: boolean;
  scenario: ScenarioRun | undefined;
  group: string;
  tags: Tags;
  /** How much later than intended the iteration began. */
  latenessMs: number | undefined;
  iterationInInstance: number;
  iterationInScenario: number;
  iterationInTest: number;
  readonly iterationsByScenario: Map<string, number>;
}

/** A scenario under way. */
export interface ScenarioRun {
  readonly name: string;
  readonly executor: string;
  readonly startedAt: number;
  readonly progress: () => number;
  nextIteration: number;
}

/** @throws Interrupted */
export const checkRunning = ({ interrupt }: Vu): void => {
  if (interrupt.signal.aborted) throw new Interrupted();
};

const interrupting = (): AbortController => {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal); // a batch may be large
  return controller;
};

export const createVu = (id: number, env: Readonly<Record<string, string>>): Vu => ({
  id,
  env: { ...env },
  interrupt: interrupting(),
  http: new HttpAgent({ keepAlive: true }),
  https: new HttpsAgent({ keepAlive: true }),
  onIteration: undefined,
  isInit: true,
  scenario: undefined,
  group: "",
  tags: {},
  latenessMs: undefined,
  iterationInInstance: -1,
  iterationInScenario: -1,
  iterationInTest: -1,
  iterationsByScenario: new Map(),
});

export const endVu = ({ http, https }: Vu): void => {
  http.destroy();
  https.destroy();
};
