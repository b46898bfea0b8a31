import { aggregateKind, pagesOf, sweeping, type Parts, type PersonalDataKeys, type Stored } from "@wangge/kit";
import {
  actDecider,
  attemptsDecider,
  dossierDeciderWith,
  REDACTABLE,
  rulesWith,
  type DossierState,
} from "../../domain/dossier/index.ts";
import { firstLawBook } from "../../domain/law/index.ts";
import type { DossierFact } from "../../domain/operation/index.ts";
import { dossierActions } from "../../edge/dossier/actions.ts";
import type { Origins } from "../origins.ts";
import { partyCodes } from "../party/code.ts";
import { createActDesk } from "./act-desk.ts";
import { checkDossierData } from "./data.ts";
import { createDossierDesk } from "./desk.ts";
import { publishDossierAs } from "./publish-as.ts";
import type { Registers } from "./registers.ts";
import { createDossierVault } from "./vault.ts";
import { wakeDossiers } from "./wake.ts";
import { weighingBy } from "./weighing.ts";

export interface DossiersParts extends Pick<
  Parts<{ readonly SWEEP_MS: number }>,
  "config" | "store" | "clock" | "log"
> {
  readonly registers: Registers;
  readonly keys: PersonalDataKeys;
  readonly origins: Origins;
}

const factOf = ({ id, state }: Stored<DossierState>): readonly DossierFact[] => {
  if (state.status === "none") return [];
  const { body: decidingBody, decision, status } = state;
  const isOver = status === "withdrawn" || status === "transferred" || status === "handedOver";
  const outcome = decision !== undefined && decision.annulled !== true ? decision.finding : isOver ? status : undefined;
  const fine = decision?.annulled === true ? undefined : decision?.penalty.fine;
  return [
    {
      dossier: id,
      decidingBody,
      ...(outcome === undefined ? {} : { outcome }),
      ...(fine === undefined ? {} : { fineFen: fine }),
    },
  ];
};

const rules = rulesWith(firstLawBook);
const redactable = REDACTABLE as Readonly<Record<string, readonly string[]>>;

/** 案卷: the procedure from the request to file a dossier to its end. */
export const createDossiers = async ({ config, store, clock, log, registers, keys, origins }: DossiersParts) => {
  checkDossierData(firstLawBook);
  const dossiers = await store.decider("dossiers", dossierDeciderWith(rules), {
    publishAs: publishDossierAs,
    chained: { redactable },
    indexes: [["state.body", "state.status"], ["state.number"], ["state.act.actId"], ["sealed.index.idNumber"]],
    sparse: ["state.wakeOn", "state.operationId"],
  });
  const attempts = await store.decider("attempts", attemptsDecider, { publishAs: () => [], chained: true });
  const actStore = await store.decider("acts", actDecider, { publishAs: () => [] });
  const acts = createActDesk({ acts: actStore, dossiers, clock });
  const vault = createDossierVault(keys);
  const desk = createDossierDesk({
    ...{ dossiers, attempts, acts, registers, vault, rules, clock, log },
    partyCodeOf: partyCodes(keys),
    weigh: weighingBy(registers, rules),
  });
  const take = store.counter("dossierNumbers");
  const sweep = sweeping({
    name: "dossiers",
    everyMs: config.SWEEP_MS,
    log,
    work: async () => {
      await wakeDossiers({ dossiers, clock, log });
    },
  });
  return {
    dossiers,
    desk,
    actions: dossierActions({ desk, origins, serialOf: (year) => take(year, 1) }),
    /** What came of an operation, as the dossiers themselves tell it. */
    ofOperation: async (operation: string): Promise<readonly DossierFact[]> => {
      const facts: DossierFact[] = [];
      for await (const page of pagesOf(dossiers, { "state.operationId": operation }))
        facts.push(...page.flatMap(factOf));
      return facts;
    },
    subscriptions: [],
    /** Looks at once for what is due. */
    wake: () => wakeDossiers({ dossiers, clock, log }),
    start: sweep.start,
    stop: sweep.stop,
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const dossierAggregates = [
  aggregateKind("enforcement", "dossiers", dossierDeciderWith(rules), publishDossierAs),
  aggregateKind("enforcement", "attempts", attemptsDecider, () => []),
  aggregateKind("enforcement", "acts", actDecider, () => []),
];
