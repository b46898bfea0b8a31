import type { HistoryEntry } from "@wangge/kit";

/** An entry with all that its hash is made of: the form that the audit export has too. */
export interface ExportedEntry {
  readonly sequence: number;
  readonly previous: string | null;
  readonly event: unknown;
  readonly by?: string;
  readonly hash?: string;
  readonly at?: number;
  readonly late?: true;
  readonly fields?: readonly unknown[];
}

export interface ExportedHistory {
  readonly kind: string;
  readonly id: string;
  readonly entries: readonly ExportedEntry[];
}

export const exportedHistory = (
  kind: string,
  id: string,
  history: readonly HistoryEntry<unknown>[],
): ExportedHistory => ({
  kind,
  id,
  entries: history.map(({ event, by, link }, index) => ({
    sequence: index + 1,
    previous: history[index - 1]?.link?.hash ?? null,
    event,
    ...(by === undefined ? {} : { by }),
    ...link,
  })),
});
