import type { DataOf, EventContract } from "@wangge/contracts";
import {
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseClosedV1,
  CaseExtendedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseResumedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  CaseSuspendedV1,
  CaseVerificationAskedV1,
  CaseVoidedV1,
} from "@wangge/contracts/events";
import type { BatchResult, EventHandler, Meta, Received } from "@wangge/kit";
import type { Step } from "../../domain/index.ts";
import { acceptedOf, type Accepted, type ReporterDeps } from "../../edge/reading.ts";

export interface CaseFact {
  /** Of the event: the same one again says nothing new. */
  readonly id: string;
  /** As it was when the fact was heard. */
  readonly report: Accepted;
  readonly step: Step;
  readonly at: string;
  /** What is to be said of it: codes, ids and instants. */
  readonly says: Readonly<Record<string, string>>;
  readonly meta: Meta;
}

/** Answers in the order of the facts. */
export type CaseListener = (facts: readonly CaseFact[]) => Promise<readonly BatchResult[]>;

interface Heard extends Omit<CaseFact, "report"> {
  readonly reportId: string;
}

interface Told {
  readonly at: string;
  readonly says?: Readonly<Record<string, string>>;
}

const fact = <Contract extends EventContract>(
  event: Contract,
  step: Step,
  tell: (data: DataOf<Contract>) => Told,
): { readonly event: EventContract; readonly read: (received: Received<never>) => Heard } => ({
  event,
  read: ({ data, envelope: { id }, meta }) => {
    const { at, says = {} } = tell(data);
    return { id, reportId: (data as { readonly caseId: string }).caseId, step, at, says, meta };
  },
});

const FACTS = [
  fact(CaseVerificationAskedV1, "verifying", ({ askedAt: at }) => ({ at })),
  fact(CaseRejectedV1, "rejected", ({ rejectedAt: at, reason }) => ({ at, says: { reason } })),
  fact(CaseMergedV1, "merged", ({ mergedAt: at, into }) => ({ at, says: { into } })),
  fact(CaseFiledV1, "filed", ({ filedAt: at }) => ({ at })),
  fact(CaseAssignedV1, "assigned", ({ assignedAt: at, department, dueAt }) => ({ at, says: { department, dueAt } })),
  fact(CaseAcceptedV1, "accepted", ({ acceptedAt: at }) => ({ at })),
  fact(CaseReturnedV1, "returned", ({ returnedAt: at, department }) => ({ at, says: { department } })),
  fact(CaseHandledV1, "handled", ({ handledAt: at }) => ({ at })),
  fact(CaseReworkedV1, "reworked", ({ reworkedAt: at, dueAt }) => ({ at, says: { dueAt } })),
  fact(CaseClosedV1, "closed", ({ closedAt: at }) => ({ at })),
  fact(CaseReopenedV1, "reopened", ({ reopenedAt: at }) => ({ at })),
  fact(CaseVoidedV1, "voided", ({ voidedAt: at, reason }) => ({ at, says: { reason } })),
  fact(CaseSuspendedV1, "suspended", ({ suspendedAt: at, until, cause = "other" }) => ({
    at,
    says: { until, cause },
  })),
  fact(CaseResumedV1, "resumed", ({ resumedAt: at, dueAt }) => ({ at, says: { dueAt } })),
  fact(CaseExtendedV1, "extended", ({ extendedAt: at, dueAt }) => ({ at, says: { dueAt } })),
];

export const caseEvents: readonly EventContract[] = FACTS.map(({ event }) => event);

/** The first that failed decides: a message comes again until all who listen have taken it. */
const worstOf = (all: readonly (readonly BatchResult[])[], index: number): BatchResult =>
  all.map((results) => results[index]).find((result) => result?.ok === false) ?? { ok: true };

/** What dispatch tells, in batches, to everybody here who listens. The reports of a batch are read once for all of them. */
export const onCaseFacts = (
  { reports }: Pick<ReporterDeps, "reports">,
  listeners: readonly CaseListener[],
): EventHandler[] => {
  const reportsOf = async (heard: readonly Heard[]): Promise<ReadonlyMap<string, Accepted>> => {
    const ids = [...new Set(heard.map(({ reportId }) => reportId))];
    const found = await reports.find({ where: { _id: { in: ids } }, limit: ids.length });
    return new Map(found.map((stored) => [stored.id, acceptedOf(stored)]));
  };
  return FACTS.map(({ event, read }) => ({
    event,
    mode: "each",
    handle: async (received) => {
      const heard = received.map(read);
      const known = await reportsOf(heard);
      const facts = heard.map(({ reportId, ...told }): CaseFact | undefined => {
        const report = known.get(reportId);
        return report === undefined ? undefined : { ...told, report };
      });
      const ours = facts.filter((one) => one !== undefined);
      const all = await Promise.all(listeners.map((listen) => listen(ours)));
      const places = new Map(ours.map((one, place) => [one, place]));
      return facts.map((one) => (one === undefined ? { ok: true } : worstOf(all, places.get(one) ?? 0)));
    },
  }));
};
