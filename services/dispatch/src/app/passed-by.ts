import type { HistoryEntry } from "@wangge/kit";
import type { CaseEvent } from "../domain/index.ts";

/** Who had the order before and has it no more: returned, or not accepted in time. Whoever has it now is not among them. */
export const passedBy = (history: readonly HistoryEntry<CaseEvent>[]): readonly string[] => {
  const had = history.flatMap(({ event }) =>
    event.type === "CaseAssigned" && event.data.worker !== undefined ? [event.data.worker] : [],
  );
  const last = history.findLast(({ event }) => event.type === "CaseAssigned" || event.type === "CaseReturned");
  const current = last?.event.type === "CaseAssigned" ? last.event.data.worker : undefined;
  return [...new Set(had)].filter((worker) => worker !== current);
};
