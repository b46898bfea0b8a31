export interface Wrong {
  readonly code: "signature" | "history" | "check" | "basis" | "damaged";
  readonly where: string;
  readonly what: string;
}

export interface CertificateVerdict {
  readonly problems: readonly Wrong[];
  readonly notes: readonly string[];
  readonly counts: { readonly checks: number };
}

export const verifyCertificate: (
  certificate: unknown,
  trusted?: { readonly thumbprints?: readonly string[]; readonly bases?: readonly string[] },
) => CertificateVerdict;
