import { exportedEntries, type ExportedEntry, type HistoryEntry } from "@wangge/kit";

/** A history in the form that the audit export has too. */
export interface ExportedHistory {
  readonly kind: string;
  readonly id: string;
  readonly entries: readonly ExportedEntry[];
}

export const exportedHistory = (
  kind: string,
  id: string,
  history: readonly HistoryEntry<unknown>[],
): ExportedHistory => ({ kind, id, entries: exportedEntries(history) });
