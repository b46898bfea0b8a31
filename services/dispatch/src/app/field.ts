import type { Clock, DeciderStore, Log, Parts } from "@wangge/kit";
import { registryGround, type Ground } from "../adapters/registry.ts";
import type { CaseState, RosterState } from "../domain/index.ts";
import { controlAggregates, createControls, type Controls } from "./controls.ts";
import {
  createHandlingPhotos,
  handlingPhotoAggregates,
  type EvidenceRulesAt,
  type HandlingPhotos,
} from "./handling-photos.ts";
import { createPatrols, patrolAggregates, type Patrols } from "./patrols.ts";
import { loadReasonPhrases, type ReasonPhrasesAt } from "./reason-phrases.ts";
import { syncAggregates, syncItems, type SyncStore } from "./sync.ts";

/** 现场工作: patrols, control areas, photos of the handling, the queue of a telephone; put together. */
export interface Field {
  readonly patrols: Patrols;
  readonly controls: Controls;
  readonly photos: HandlingPhotos;
  readonly syncItems: SyncStore;
  readonly ground: Ground;
  readonly templatesAt: ReasonPhrasesAt;
  readonly log: Log;
  /** 网格 where a worker works, or answers for it. */
  readonly gridsOf: (worker: string) => Promise<readonly string[]>;
  /** Who else works in these. */
  readonly colleaguesOf: (worker: string, grids: readonly string[]) => Promise<readonly string[]>;
  /** Versions of what a telephone keeps of the rules. */
  readonly versions: (at: string) => Readonly<Record<string, string>>;
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface Needed extends Pick<Parts<unknown>, "store" | "log" | "call"> {
  readonly clock: Clock;
  readonly cases: Pick<DeciderStore<CaseState, never, never>, "load">;
  readonly grids: Pick<DeciderStore<RosterState, never, never>, "find" | "scan">;
  /** False: patrols are planned by who asks for it, not by themselves. */
  readonly isPlanning: boolean;
  /** Of the filing standards in force. */
  readonly standardsVersion: () => string;
  /** Default: those of `data/`. */
  readonly evidenceRulesAt?: EvidenceRulesAt;
}

/** A worker has two or three grids at most; whoever stands in for others, some more. */
const MOST_GRIDS = 100;

export const createField = async (needed: Needed): Promise<Field> => {
  const { store, grids, call, standardsVersion, evidenceRulesAt } = needed;
  const ground = registryGround(call);
  const patrols = await createPatrols({ ...needed, ground });
  const controls = await createControls(needed);
  const photos = await createHandlingPhotos({
    ...needed,
    ground,
    ...(evidenceRulesAt === undefined ? {} : { rulesAt: evidenceRulesAt }),
  });
  const templatesAt = loadReasonPhrases();
  return {
    patrols,
    controls,
    photos,
    syncItems: await syncItems(store),
    ground,
    templatesAt,
    log: needed.log,
    gridsOf: async (worker) => {
      const limit = MOST_GRIDS;
      const [walked, answered] = await Promise.all([
        grids.find({ where: { "state.workers": worker }, limit }),
        grids.find({ where: { "state.responsible": worker }, limit }),
      ]);
      return [...new Set([...walked, ...answered].map(({ id }) => id))].sort();
    },
    colleaguesOf: async (worker, codes) => {
      const found = await grids.find({ where: { _id: { in: codes } }, limit: MOST_GRIDS });
      const all = found.flatMap(({ state: { workers, responsible } }) => [...workers, responsible]);
      return [...new Set(all)].filter((one) => one !== worker);
    },
    versions: (at) => ({
      filingStandards: standardsVersion(),
      reasonPhrases: templatesAt(at).version,
      patrolPlan: patrols.planAt(at).version,
      controlRules: controls.rulesAt(at).version,
      evidenceRules: photos.rulesAt(at).version,
    }),
    start: async () => {
      await controls.start();
      patrols.start();
      photos.start();
    },
    stop: async () => {
      await Promise.all([patrols.stop(), controls.stop(), photos.stop()]);
    },
  };
};

export const fieldAggregates = [
  ...patrolAggregates,
  ...controlAggregates,
  ...handlingPhotoAggregates,
  ...syncAggregates,
];
