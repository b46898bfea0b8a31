export interface Wrong {
  readonly code: string;
  readonly where: string;
  readonly what: string;
}

export interface EFileVerdict {
  readonly problems: readonly Wrong[];
  readonly notes: readonly string[];
  readonly counts: { readonly volumes: number; readonly files: number; readonly pages: number };
}

export const verifyEFile: (
  volumes: readonly Uint8Array[],
  trusted?: { readonly thumbprints?: readonly string[] },
) => EFileVerdict;
