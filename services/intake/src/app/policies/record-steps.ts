import type { BatchResult, DeciderStore, Item } from "@wangge/kit";
import type { UpdateCommand, UpdateEvent, UpdateState } from "../../domain/index.ts";
import type { CaseFact, CaseListener } from "./case-facts.ts";

export type Updates = DeciderStore<UpdateState, UpdateCommand, UpdateEvent>;

const isFollowedOutside = ({ report: { state } }: CaseFact): boolean =>
  state.via === "open311" && state.visibility === "public";

/** Its id is that of the event: delivered again, it says nothing new. */
const itemOf = ({ id, report, step, at, says: { reason } }: CaseFact): Item<UpdateCommand> => {
  const { trackingNumber } = report.state;
  const data = { report: report.id, trackingNumber, step, ...(reason === undefined ? {} : { reason }) };
  return { id, command: { type: "RecordStep", data, at }, meta: { correlationId: report.id, actor: "intake" } };
};

/** 进展. What dispatch does with reports that came through Open311 is kept step by step, for the program that sent them. */
export const recordSteps =
  (updates: Updates): CaseListener =>
  async (facts) => {
    const results: BatchResult[] = facts.map(() => ({ ok: true }));
    const followed = facts.flatMap((fact, index) => (isFollowedOutside(fact) ? [{ index, item: itemOf(fact) }] : []));
    if (followed.length === 0) return results;
    const outcomes = await updates.handleMany(
      followed.map(({ item }) => item),
      { expectNew: true },
    );
    for (const [place, outcome] of outcomes.entries())
      if (!outcome.ok) results[followed[place]?.index ?? 0] = { ok: false, error: outcome.error };
    return results;
  };
