import type { BatchResult, DeciderStore, Item, Stored } from "@wangge/kit";
import type {
  ReportCommand,
  ReportEvent,
  ReportState,
  UpdateCommand,
  UpdateEvent,
  UpdateState,
} from "../../domain/index.ts";
import type { CaseFact, CaseListener } from "./case-facts.ts";

export type Updates = DeciderStore<UpdateState, UpdateCommand, UpdateEvent>;

export interface RecordStepsDeps {
  readonly reports: DeciderStore<ReportState, ReportCommand, ReportEvent>;
  readonly updates: Updates;
}

/** Its id is that of the event: delivered again, it says nothing new. */
const itemsOf = (
  { id, step, at, says: { reason } }: CaseFact,
  { id: report, state }: Stored<ReportState>,
): readonly Item<UpdateCommand>[] => {
  if (state.status === "new") return [];
  const data = { report, trackingNumber: state.trackingNumber, step, ...(reason === undefined ? {} : { reason }) };
  return [{ id, command: { type: "RecordStep", data, at }, meta: { correlationId: report, actor: "intake" } }];
};

/**
 * 进展. What dispatch does with reports that came through Open311 is kept step by step, for the program that sent them. One read
 * finds which of a batch these are; the others cost no more than that.
 */
export const recordSteps =
  ({ reports, updates }: RecordStepsDeps): CaseListener =>
  async (facts) => {
    const found = await reports.find({
      where: {
        _id: { in: [...new Set(facts.map(({ reportId }) => reportId))] },
        "state.via": "open311",
        "state.visibility": "public",
      },
      limit: facts.length,
    });
    const byId = new Map(found.map((one) => [one.id, one]));
    const items = facts.flatMap((fact, index) => {
      const report = byId.get(fact.reportId);
      return report === undefined ? [] : itemsOf(fact, report).map((item) => ({ index, item }));
    });
    const results: BatchResult[] = facts.map(() => ({ ok: true }));
    if (items.length === 0) return results;
    const outcomes = await updates.handleMany(
      items.map(({ item }) => item),
      { expectNew: true },
    );
    for (const [place, outcome] of outcomes.entries())
      if (!outcome.ok) results[items[place]?.index ?? 0] = { ok: false, error: outcome.error };
    return results;
  };
