/** 证据, 归档, 程序证明, 当事人查询: what stands beside the procedure and shows others that it was done. */
import { dayOf } from "@wangge/calendar";
import { aggregateKind, personalDataKeys, type Parts } from "@wangge/kit";
import type { Dossier } from "../domain/dossier/index.ts";
import { followDecider } from "../domain/party/index.ts";
import { partyActions } from "../edge/party-actions.ts";
import { recordActions } from "../edge/record-actions.ts";
import { traced } from "../edge/traced.ts";
import { refusalNoter } from "./attempts.ts";
import type { createDossiers } from "./dossier/dossiers.ts";
import type { Registers } from "./dossier/registers.ts";
import { createRecords, recordsKey } from "./e-file/records.ts";
import type { DossierDesk, DossierFacts } from "./evidence/desk.ts";
import { evidenceAggregates, type EvidenceParts } from "./evidence/evidence.ts";
import { createEvidenceSlice } from "./evidence/slice.ts";
import { createPartyDesk } from "./party/desk.ts";

type Config = Parameters<typeof recordsKey>[0] & EvidenceParts["config"];

export interface RecordsSliceParts extends Pick<Parts<Config>, "config" | "store" | "clock" | "log" | "redis"> {
  readonly dossiers: Awaited<ReturnType<typeof createDossiers>>;
  readonly registers: Registers & Pick<DossierDesk, "bodyOf">;
}

const OVER: ReadonlySet<Dossier["status"]> = new Set(["refused", "closed", "withdrawn", "handedOver"]);

const factsOf = (dossierId: string, { item, body, area, investigators, status }: Dossier): DossierFacts => ({
  dossierId,
  item,
  body,
  area,
  investigators: investigators.map(({ account }) => account),
  isOpen: !OVER.has(status),
});

export const createRecordsSlice = async (parts: RecordsSliceParts) => {
  const { dossiers, registers, config, store, clock, log, redis } = parts;
  const { desk } = dossiers;
  const seen: DossierDesk = {
    known: async (dossierId, actor) => factsOf(dossierId, (await desk.known(dossierId, actor)).dossier),
    bodyOf: registers.bodyOf,
    competence: (account, step, { item, area }, at) =>
      registers.competence(account, item.split("@")[0] ?? item, step, area, dayOf(at)),
  };
  const slice = await createEvidenceSlice({ ...parts, desk: seen });
  const records = createRecords({
    dossiers: dossiers.dossiers,
    evidence: slice.evidence,
    rules: desk.rules,
    codeOf: desk.partyCodeOf,
    key: recordsKey(config),
  });
  const follows = await store.decider("partyFollows", followDecider, { publishAs: () => [] });
  const party = createPartyDesk({
    dossiers: dossiers.dossiers,
    follows,
    rules: desk.rules,
    keys: personalDataKeys(config),
    codeOf: desk.partyCodeOf,
    clock,
    redis,
  });
  return {
    evidence: slice.evidence,
    actions: traced(
      {
        ...slice.actions,
        ...recordActions({ records, evidence: slice.evidence, desk }),
        ...partyActions({ party, desk }),
      },
      ["dossierId"],
      refusalNoter({ attempts: desk.attempts, clock, log }),
    ),
    subscriptions: [],
    start: slice.start,
    stop: slice.stop,
  };
};

export const recordsAggregates = [
  ...evidenceAggregates,
  aggregateKind("enforcement", "partyFollows", followDecider, () => []),
];
