export interface AppraisalWrong {
  readonly code: "signature" | "form" | "chain" | "facts" | "result" | "damaged";
  readonly where: string;
  readonly what: string;
}

export interface AppraisalVerdict {
  readonly problems: readonly AppraisalWrong[];
  readonly counts: { readonly facts: number; readonly subjects: number };
}

export const verifyAppraisal: (
  published: { readonly snapshot: string; readonly signature: string; readonly key: { readonly x: string } },
  facts: string | undefined,
  trusted?: { readonly previous?: { readonly snapshot: string }; readonly thumbprints?: readonly string[] },
) => AppraisalVerdict;
