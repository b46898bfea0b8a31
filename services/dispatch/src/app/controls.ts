import {
  aggregateKind,
  pagesOf,
  sweeping,
  type Clock,
  type DeciderStore,
  type Log,
  type StoreFactory,
  versionShape,
} from "@wangge/kit";
import { z } from "zod";
import {
  controlDecider,
  type Control,
  type ControlCommand,
  type ControlEvent,
  type ControlState,
  type Reported,
} from "../domain/control-area.ts";
import { controlIndex } from "../domain/control-index.ts";
import { readVersions } from "./dated-data.ts";

/** Other replicas decide too: so long what they decided is not known here. */
const REFRESH_MS = 5_000;
const REFRESH_SHARE = 0.02;

const count = z.int().min(1);
export const loadControlRules = () =>
  readVersions(
    "control-rules.json",
    "control_rules",
    z.object({ ...versionShape, mostDays: count, mostCorners: count, mostGrids: count }),
  );

export interface Controls {
  readonly store: DeciderStore<ControlState, ControlCommand, ControlEvent>;
  readonly rulesAt: ReturnType<typeof loadControlRules>;
  /** 管控: the control area that a report of a patrol falls under, if any. From memory: it stands on the way of every report. */
  readonly controlOf: (reported: Reported) => string | undefined;
  /** Reads what is in force, and what will be. */
  readonly refresh: () => Promise<void>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export const createControls = async ({
  store: factory,
  clock,
  log,
}: {
  readonly store: StoreFactory;
  readonly clock: Clock;
  readonly log: Log;
}): Promise<Controls> => {
  const store = await factory.decider("controls", controlDecider, {
    publishAs: () => [],
    indexes: [["state.status", "state.to"], ["state.department"]],
  });
  let standing = controlIndex([]);

  const refresh = async (): Promise<void> => {
    const next: [string, Control][] = [];
    const where = { "state.status": "approved", "state.to": { gt: clock.now() } };
    for await (const page of pagesOf(store, where))
      for (const { id, state } of page) if (state.status === "approved") next.push([id, state]);
    standing = controlIndex(next);
  };
  const sweep = sweeping({ name: "controls", everyMs: REFRESH_MS, share: REFRESH_SHARE, work: refresh, log });

  return {
    store,
    rulesAt: loadControlRules(),
    controlOf: (reported) => (reported.channel === "patrol" ? standing(reported) : undefined),
    refresh,
    start: async () => {
      await refresh();
      sweep.start();
    },
    stop: sweep.stop,
  };
};

export const controlAggregates = [aggregateKind("dispatch", "controls", controlDecider, () => [])];
