export interface Problem {
  readonly code: string;
  readonly where: string;
  readonly what: string;
}

/** @param trusted `anchors`: of GET /audit/anchors, instead of those that came with the bundle */
export function verifyEvidence(
  bundle: unknown,
  trusted?: { readonly anchors?: readonly unknown[]; readonly thumbprints?: readonly string[] },
): {
  readonly problems: readonly Problem[];
  readonly notes: readonly string[];
  readonly counts: { readonly events: number; readonly blocks: number; readonly heads: number };
};
