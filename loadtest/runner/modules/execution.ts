import { abort, EXIT, type Run } from "../run.ts";
import { Interrupted, type Vu } from "../vu.ts";

/** `k6/execution`. */
export const executionModule = (run: Run, of: Vu) => {
  const scenarioRun = () => {
    if (of.scenario === undefined) throw new Error("there is no scenario in the init context, setup and teardown");
    return of.scenario;
  };
  const vu = {
    get idInInstance() {
      return of.id;
    },
    get idInTest() {
      return of.id;
    },
    get iterationInInstance() {
      return of.iterationInInstance;
    },
    get iterationInScenario() {
      return of.iterationInScenario;
    },
    tags: {},
    metrics: {
      get tags() {
        return of.tags;
      },
    },
  };
  const scenario = {
    get name() {
      return scenarioRun().name;
    },
    get executor() {
      return scenarioRun().executor;
    },
    get startTime() {
      return performance.timeOrigin + scenarioRun().startedAt;
    },
    get progress() {
      return scenarioRun().progress();
    },
    get iterationInInstance() {
      return of.iterationInTest;
    },
    get iterationInTest() {
      return of.iterationInTest;
    },
  };
  const instance = {
    get iterationsCompleted() {
      return run.iterationsDone;
    },
    get iterationsInterrupted() {
      return run.iterationsInterrupted;
    },
    get vusActive() {
      return run.vusBusy;
    },
    get vusInitialized() {
      return run.vus.length - 1;
    },
    get currentTestRunDuration() {
      return run.startedAt === 0 ? 0 : performance.now() - run.startedAt;
    },
  };
  const test = {
    abort: (why = "the script ended the run"): never => {
      abort(run, EXIT.aborted, why);
      throw new Interrupted();
    },
    get options() {
      return run.options;
    },
  };
  return { vu, scenario, instance, test };
};
