import type { DataOf, EventContract } from "@wangge/contracts";
import {
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  CaseVerificationAskedV1,
} from "@wangge/contracts/events";
import type { BatchResult, DeciderStore, EventHandler, Item, Received, Stored } from "@wangge/kit";
import type {
  ReportCommand,
  ReportEvent,
  ReportState,
  StepTaken,
  UpdateCommand,
  UpdateEvent,
  UpdateState,
} from "../../domain/index.ts";

export type Updates = DeciderStore<UpdateState, UpdateCommand, UpdateEvent>;

export interface RecordStepsDeps {
  readonly reports: DeciderStore<ReportState, ReportCommand, ReportEvent>;
  readonly updates: Updates;
}

interface Told {
  readonly step: StepTaken["step"];
  readonly at: string;
  readonly reason?: string;
}

/**
 * 进展. What dispatch does with reports that came through Open311 is kept step by step, for the program that sent them. One read
 * finds which of a batch these are; the others cost no more than that.
 */
export const recordSteps = ({ reports, updates }: RecordStepsDeps): readonly EventHandler[] => {
  const record = async (
    received: readonly { readonly id: string; readonly caseId: string; readonly told: Told }[],
  ): Promise<readonly BatchResult[]> => {
    const found = await reports.find({
      where: {
        _id: { in: [...new Set(received.map(({ caseId }) => caseId))] },
        "state.via": "open311",
        "state.visibility": "public",
      },
      limit: received.length,
    });
    const byId = new Map(found.map((one) => [one.id, one]));
    const items = received.flatMap(({ id, caseId, told }, index) => {
      const report = byId.get(caseId);
      return report === undefined ? [] : itemsOf(id, report, told).map((item) => ({ index, item }));
    });
    const results: BatchResult[] = received.map(() => ({ ok: true }));
    if (items.length === 0) return results;
    const outcomes = await updates.handleMany(
      items.map(({ item }) => item),
      { expectNew: true },
    );
    for (const [place, outcome] of outcomes.entries())
      if (!outcome.ok) results[items[place]?.index ?? 0] = { ok: false, error: outcome.error };
    return results;
  };

  const on = <Contract extends EventContract>(
    event: Contract,
    tell: (data: DataOf<Contract>) => Told,
  ): EventHandler => ({
    event,
    mode: "each",
    handle: (received: readonly Received<DataOf<Contract>>[]) =>
      record(
        received.map(({ data, envelope: { id } }) => ({
          id,
          caseId: (data as { readonly caseId: string }).caseId,
          told: tell(data),
        })),
      ),
  });

  return [
    on(CaseVerificationAskedV1, ({ askedAt: at }) => ({ step: "verifying", at })),
    on(CaseRejectedV1, ({ rejectedAt: at, reason }) => ({ step: "rejected", at, reason })),
    on(CaseMergedV1, ({ mergedAt: at }) => ({ step: "merged", at })),
    on(CaseFiledV1, ({ filedAt: at }) => ({ step: "filed", at })),
    on(CaseAssignedV1, ({ assignedAt: at }) => ({ step: "assigned", at })),
    on(CaseAcceptedV1, ({ acceptedAt: at }) => ({ step: "accepted", at })),
    on(CaseReturnedV1, ({ returnedAt: at }) => ({ step: "returned", at })),
    on(CaseHandledV1, ({ handledAt: at }) => ({ step: "handled", at })),
    on(CaseReworkedV1, ({ reworkedAt: at }) => ({ step: "reworked", at })),
    on(CaseClosedV1, ({ closedAt: at }) => ({ step: "closed", at })),
    on(CaseReopenedV1, ({ reopenedAt: at }) => ({ step: "reopened", at })),
  ];
};

export const stepEvents = [
  CaseVerificationAskedV1,
  CaseRejectedV1,
  CaseMergedV1,
  CaseFiledV1,
  CaseAssignedV1,
  CaseAcceptedV1,
  CaseReturnedV1,
  CaseHandledV1,
  CaseReworkedV1,
  CaseClosedV1,
  CaseReopenedV1,
] as const;

/** Its id is that of the event: delivered again, it says nothing new. */
const itemsOf = (
  id: string,
  { id: report, state }: Stored<ReportState>,
  { at, ...told }: Told,
): readonly Item<UpdateCommand>[] =>
  state.status === "new"
    ? []
    : [
        {
          id,
          command: { type: "RecordStep", data: { report, trackingNumber: state.trackingNumber, ...told }, at },
          meta: { correlationId: report, actor: "intake" },
        },
      ];
