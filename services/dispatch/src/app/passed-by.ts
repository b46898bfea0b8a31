import type { HistoryEntry } from "@wangge/kit";
import type { CaseEvent } from "../domain/index.ts";

/** Who had the order before and has it no more: returned, taken back, handed on. Whoever has it now is not among them. */
export const passedBy = (history: readonly HistoryEntry<CaseEvent>[]): readonly string[] => {
  const had = new Set<string>();
  let current: string | undefined;
  for (const { event } of history) {
    if (event.type === "CaseAssigned" || event.type === "OrderHandedOn") current = event.data.worker;
    else if (event.type === "CaseReturned" || event.type === "OrderRevoked") current = undefined;
    if (current !== undefined) had.add(current);
  }
  return [...had].filter((worker) => worker !== current);
};
