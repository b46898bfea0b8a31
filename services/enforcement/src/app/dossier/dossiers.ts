import { aggregateKind, sweeping, type Parts, type PersonalDataKeys } from "@wangge/kit";
import { actDecider, attemptsDecider, dossierDeciderWith, REDACTABLE, rulesWith } from "../../domain/dossier/index.ts";
import { firstLawBook } from "../../domain/law/index.ts";
import { dossierActions } from "../../edge/dossier/actions.ts";
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
}

const rules = rulesWith(firstLawBook);
const redactable = REDACTABLE as Readonly<Record<string, readonly string[]>>;

/** 案卷: the procedure from the request to file a dossier to its end. */
export const createDossiers = async ({ config, store, clock, log, registers, keys }: DossiersParts) => {
  checkDossierData(firstLawBook);
  const dossiers = await store.decider("dossiers", dossierDeciderWith(rules), {
    publishAs: publishDossierAs,
    chained: { redactable },
    indexes: [["state.body", "state.status"], ["state.act.actId"], ["sealed.index.idNumber"]],
    sparse: ["state.wakeOn"],
  });
  const attempts = await store.decider("attempts", attemptsDecider, { publishAs: () => [], chained: true });
  const actStore = await store.decider("acts", actDecider, { publishAs: () => [] });
  const acts = createActDesk({ acts: actStore, dossiers, clock });
  const vault = createDossierVault(keys);
  const desk = createDossierDesk({
    ...{ dossiers, attempts, acts, registers, vault, rules, clock, log },
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
    actions: dossierActions({ desk, serialOf: (year) => take(year, 1) }),
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
