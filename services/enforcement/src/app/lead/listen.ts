/** What dispatch says of cases, and the own dossiers of themselves, as commands to leads. */
import {
  CaseAssignedV1,
  CaseAssistFinishedV1,
  CaseExtendedV1,
  CaseHandedOnV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseResumedV1,
  CaseReturnedV1,
  CaseRevokedV1,
  CaseReworkedV1,
  CaseSuspendedV1,
  CaseVoidedV1,
  DossierDecidedV1,
  DossierFiledV1,
  DossierTransferredV1,
  DossierWithdrawnV1,
} from "@wangge/contracts/events";
import { on, onBy, type Clock, type DeciderStore, type EventHandler, type Meta } from "@wangge/kit";
import type { CaseClock, CaseFact, LeadCommand, LeadEvent, LeadOutcome, LeadState } from "../../domain/lead/index.ts";

export type Leads = DeciderStore<LeadState, LeadCommand, LeadEvent>;

export interface ListenDeps {
  readonly leads: Leads;
  readonly isBody: (department: string, at: string) => boolean;
  readonly clock: Clock;
}

interface Ordered {
  readonly caseId: string;
  readonly grid: string;
  readonly visibility?: "private" | undefined;
  readonly department: string;
  readonly worker?: string | undefined;
  readonly attempt: number;
  readonly dueAt: string;
  readonly ruled?: true | undefined;
}

const holderOf = ({ worker }: { readonly worker?: string | undefined }): "worker" | "body" =>
  worker === undefined ? "body" : "worker";

const ordered = (data: Ordered): Omit<CaseFact, "version"> => {
  const { department, attempt, grid, dueAt, visibility, ruled } = data;
  return {
    holder: holderOf(data),
    order: {
      department,
      attempt,
      grid,
      dueAt,
      ...(visibility === undefined ? {} : { isPrivate: true }),
      ...(ruled === undefined ? {} : { ruled }),
    },
  };
};

const versionOf = (caseId: string, sequence: string | undefined): number => {
  const version = Number(sequence);
  if (!Number.isInteger(version)) throw new Error(`a fact of case ${caseId} without its place in the history`);
  return version;
};

/** Each event changes one lead: cases of one grid go side by side, and share their reads and saves. */
const onCase = onBy(({ caseId }: { readonly caseId: string }) => caseId);

export const onCases = ({ leads, isBody, clock }: ListenDeps): EventHandler[] => {
  const hear = async (
    caseId: string,
    fact: Omit<CaseFact, "version">,
    sequence: string | undefined,
    meta: Meta,
  ): Promise<void> => {
    const data = { ...fact, version: versionOf(caseId, sequence) };
    await leads.handle(caseId, { type: "HearOfCase", data, at: clock.now() }, meta);
  };
  const hearClock = async (
    about: { readonly caseId: string; readonly department: string },
    now: Omit<CaseClock, "version">,
    sequence: string | undefined,
    meta: Meta,
  ): Promise<void> => {
    if (!ofBody(about)) return;
    const data = { ...now, version: versionOf(about.caseId, sequence) };
    await leads.handle(about.caseId, { type: "HearOfClock", data, at: clock.now() }, meta);
  };
  const ofBody = ({ department }: { readonly department: string }): boolean => isBody(department, clock.now());

  return [
    onCase(CaseAssignedV1, async (data, meta, { sequence }) => {
      if (ofBody(data)) await hear(data.caseId, ordered(data), sequence, meta);
    }),
    onCase(CaseReworkedV1, async (data, meta, { sequence }) => {
      if (ofBody(data)) await hear(data.caseId, ordered(data), sequence, meta);
    }),
    onCase(CaseHandedOnV1, async (data, meta, { sequence }) => {
      if (ofBody(data)) await hear(data.caseId, { holder: holderOf(data) }, sequence, meta);
    }),
    onCase(CaseHandledV1, async (data, meta, { sequence }) => {
      if (ofBody(data)) await hear(data.caseId, { holder: "handled" }, sequence, meta);
    }),
    onCase(CaseReturnedV1, async (data, meta, { sequence }) => {
      if (ofBody(data)) await hear(data.caseId, { holder: "gone" }, sequence, meta);
    }),
    onCase(CaseRevokedV1, async (data, meta, { sequence }) => {
      if (ofBody(data)) await hear(data.caseId, { holder: "gone" }, sequence, meta);
    }),
    onCase(CaseExtendedV1, (data, meta, { sequence }) => hearClock(data, { dueAt: data.dueAt }, sequence, meta)),
    onCase(CaseSuspendedV1, (data, meta, { sequence }) =>
      hearClock(data, { suspendedUntil: data.until }, sequence, meta),
    ),
    onCase(CaseResumedV1, (data, meta, { sequence }) => hearClock(data, { dueAt: data.dueAt }, sequence, meta)),
    // These do not say whose it was: kept for every case, few as they are, so that an order that comes late is not taken for a live one.
    onCase(CaseMergedV1, ({ caseId }, meta, { sequence }) => hear(caseId, { holder: "gone" }, sequence, meta)),
    onCase(CaseVoidedV1, ({ caseId }, meta, { sequence }) => hear(caseId, { holder: "gone" }, sequence, meta)),
    onCase(CaseAssistFinishedV1, async ({ caseId }, meta) => {
      await leads.handle(caseId, { type: "TellAgain", at: clock.now() }, meta);
    }),
  ];
};

const OF_FINDING: Readonly<Record<DossierDecidedV1["finding"], LeadOutcome>> = {
  penalty: "penalised",
  exempt: "exempted",
  notEstablished: "notEstablished",
};

/** 立案, and how it ended: a decision answers the case; whether it is paid is no matter of the case any more. */
export const onDossiers = ({ leads, clock }: ListenDeps): EventHandler[] => {
  const ended = async (
    { dossierId, caseId }: { readonly dossierId: string; readonly caseId?: string | undefined },
    outcome: LeadOutcome,
    meta: Meta,
  ): Promise<void> => {
    if (caseId === undefined) return;
    await leads.handle(caseId, { type: "EndDossier", data: { dossierId, outcome }, at: clock.now() }, meta);
  };
  return [
    on(DossierFiledV1, async ({ dossierId, caseId, body }, meta) => {
      if (caseId === undefined) return;
      const data = { dossierId, body, by: meta.actor ?? "enforcement" };
      await leads.handle(caseId, { type: "LinkDossier", data, at: clock.now() }, meta);
    }),
    on(DossierDecidedV1, (data, meta) => ended(data, OF_FINDING[data.finding], meta)),
    on(DossierWithdrawnV1, (data, meta) =>
      ended(data, data.ground === "notEstablished" ? "notEstablished" : "withdrawn", meta),
    ),
    on(DossierTransferredV1, (data, meta) => ended(data, "transferred", meta)),
  ];
};
