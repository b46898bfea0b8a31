export interface Wrong {
  readonly code:
    "entry" | "missing" | "order" | "redaction" | "proof" | "cover" | "head" | "signature" | "anchor" | "damaged";
  /** `case 01JD…, entry 3` or `head 7`. */
  readonly where: string;
  readonly what: string;
}

export interface Verdict {
  readonly problems: readonly Wrong[];
  readonly notes: readonly string[];
  readonly counts: { readonly cases: number; readonly entries: number; readonly heads: number };
}

export const REDACTED: string;

/** Checks answers of `POST /audit/exports` against answers of `GET /audit/anchors` (their `anchors`). */
export const verifyAudit: (
  exports: readonly unknown[],
  trusted?: { readonly anchors?: readonly unknown[]; readonly thumbprints?: readonly string[] },
) => Verdict;

/** What a command line says, a thumbprint that begins with a dash included. */
export const spoken: (words: readonly string[]) => readonly string[];
