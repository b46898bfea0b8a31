import { sweeping, type Parts } from "@wangge/kit";
import { registryRoster } from "../adapters/duty-roster.ts";
import { aidActions } from "../edge/aid-actions.ts";
import { commandActions } from "../edge/command-actions.ts";
import { operationActions } from "../edge/operation-actions.ts";
import { runCardActions } from "../edge/run-card-actions.ts";
import { teamActions } from "../edge/team-actions.ts";
import { unitActions } from "../edge/unit-actions.ts";
import { aidAggregates, createAid } from "./aid.ts";
import type { UnfitOf } from "./authority/desk.ts";
import { loadOperationData } from "./operation-data.ts";
import { createOperations, operationAggregates, type Dossiers } from "./operations.ts";
import { createRunCards, runCardAggregates } from "./run-cards.ts";
import { createTeams, teamAggregates } from "./team.ts";

interface Needed extends Pick<Parts<{ readonly SWEEP_MS: number }>, "config" | "store" | "clock" | "log" | "call"> {
  readonly dossiers: Dossiers;
  readonly registers: { readonly unfitOf: UnfitOf };
}

/** 联合执法: teams, run cards, operations and mutual aid, put together. */
export const createJoint = async ({ config, store, clock, log, call, dossiers, registers }: Needed) => {
  const data = loadOperationData();
  const { unfitOf } = registers;
  const teams = await createTeams(store, unfitOf);
  const cards = await createRunCards({ store, data, clock });
  const desk = await createOperations({ store, teams, data, dossiers, clock, log });
  const aid = await createAid({ store, teams, operations: desk, clock, log });
  const roster = registryRoster(call);
  const team = { teams, data, roster, unfitOf, clock };
  const once = async (): Promise<void> => {
    await desk.wake();
    await aid.lapse();
    await desk.settle();
  };
  const sweep = sweeping({ name: "joint operations", everyMs: config.SWEEP_MS, log, work: once });
  return {
    actions: {
      ...teamActions(team),
      ...unitActions(team),
      ...runCardActions({ cards, clock }),
      ...operationActions({ desk, teams, cards, clock }),
      ...commandActions({ desk }),
      ...aidActions({ aid, desk, teams, clock }),
    },
    subscriptions: [],
    aggregates: jointAggregates,
    /** What it does by itself, once. */
    sweep: once,
    /** Whether an operation is under way: what a dossier may be filed for. */
    isLive: async (operation: string): Promise<boolean> => (await desk.store.load(operation))?.state.status === "live",
    start: async (): Promise<void> => {
      await cards.start();
      sweep.start();
    },
    stop: sweep.stop,
  };
};

export const jointAggregates = [...teamAggregates, ...runCardAggregates, ...operationAggregates, ...aidAggregates];
