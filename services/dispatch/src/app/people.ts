import { sweeping, type DeciderStore, type Parts } from "@wangge/kit";
import { gridCentres } from "../adapters/grid-centres.ts";
import { localDay, rotaDecider, swapDecider, workerDecider, type CaseEvent, type CaseState } from "../domain/index.ts";
import { loadCandidateRules, loadRotaRules } from "./people-rules.ts";
import { createPicker, type Picker } from "./picker.ts";
import { createPositions, type Positions } from "./positions.ts";
import { createRotaDesk, type RotaDesk, type Workers } from "./rota-desk.ts";
import type { Roster } from "./roster.ts";
import { loadSkills } from "./skills.ts";
import { createSwaps, type Swaps, type SwapStore } from "./swaps.ts";

const SWEEP_MS = 15_000;

/** 人员: who takes a case, when somebody is on duty, what he can do, where he is. */
export interface People {
  readonly picker: Picker;
  readonly positions: Positions;
  readonly rota: RotaDesk;
  readonly swaps: Swaps;
  readonly swapStore: Pick<SwapStore, "find">;
  readonly workers: Workers;
  readonly skills: ReadonlySet<string>;
  readonly cases: Pick<DeciderStore<CaseState, never, CaseEvent>, "load" | "history">;
  /** Completes swaps that a crash interrupted, now and from time to time. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

export interface PeopleParts extends Pick<Parts<unknown>, "store" | "clock" | "log" | "call" | "redis"> {
  readonly roster: Roster;
  readonly cases: People["cases"];
}

export const createPeople = async (parts: PeopleParts): Promise<People> => {
  const { store, clock, log, call, cases } = parts;
  const rotas = await store.decider("rotas", rotaDecider, {
    publishAs: () => [],
    indexes: [["state.days"], ["savedAt"]],
  });
  const workers = await store.decider("workers", workerDecider, { publishAs: () => [], indexes: [["savedAt"]] });
  const swapStore = await store.decider("swaps", swapDecider, {
    publishAs: () => [],
    indexes: [["state.status"], ["state.from"], ["state.to"]],
  });
  const rulesOn = loadCandidateRules();
  const rotaRulesOn = loadRotaRules();
  const skills = new Set(loadSkills().keys());
  const centres = gridCentres(call, clock);
  const positions = createPositions({
    ...parts,
    freshSeconds: () => rulesOn(localDay(clock.ms())).positionFreshSeconds,
  });
  const picker = createPicker({
    roster: parts.roster,
    rotas,
    workers,
    positions,
    centreOf: centres.of,
    rulesOn,
    clock,
  });
  const rota = createRotaDesk({ rotas, workers, picker, rotaRulesOn, skills, clock });
  const swaps = createSwaps({ swaps: swapStore, rotas, desk: rota, picker, rotaRulesOn, clock, log });
  const refresh = async (): Promise<void> => {
    // The registry may be away for a while: distances wait for it, cases do not.
    centres.refresh().catch((error: unknown) => {
      log.debug({ error: String(error) }, "centres of grids");
    });
    await picker.refresh();
  };
  const sweep = sweeping({
    name: "swaps",
    everyMs: SWEEP_MS,
    log,
    work: async () => {
      await swaps.sweep();
    },
  });
  return {
    picker: { ...picker, refresh },
    positions,
    rota,
    swaps,
    swapStore,
    workers,
    skills,
    cases,
    start: async () => {
      await swaps.sweep();
      sweep.start();
    },
    stop: sweep.stop,
  };
};
