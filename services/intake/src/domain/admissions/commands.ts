import type { Change, Signatory } from "../items/index.ts";
import type { ChangeOutcome, StandingItem, Verdict } from "./admission.ts";

/** Who acts, and as what. */
export interface Party extends Signatory {
  readonly roles: readonly string[];
}

interface By {
  readonly by: Party;
  readonly at: string;
}

interface Words {
  readonly changes: readonly Change[];
  /** The bodies that are asked for their review. */
  readonly reviewers: readonly string[];
}

export type AdmissionCommand =
  | (By & { readonly type: "DraftAdmission"; readonly data: Words })
  | (By & { readonly type: "ReviseAdmission"; readonly data: Words })
  | (By & { readonly type: "SubmitAdmission"; readonly standing: readonly StandingItem[] })
  /** `hash`: what the body has read. */
  | (By & { readonly type: "ReviewAdmission"; readonly hash: string; readonly verdict: Verdict })
  | (By & { readonly type: "WithdrawAdmission" })
  | (By & {
      readonly type: "ApproveAdmission";
      readonly hash: string;
      readonly standing: readonly StandingItem[];
      /** Needed where a body agreed with conditions. */
      readonly acceptsConditions: boolean;
    })
  | (By & { readonly type: "RejectAdmission"; readonly hash: string; readonly reason: string })
  /** 改革既定清单: the list that the reform itself decided, before there was this system. */
  | {
      readonly type: "RecordFounding";
      readonly changes: readonly Change[];
      readonly decidedOn: string;
      readonly at: string;
    }
  | { readonly type: "RecordOutcomes"; readonly outcomes: readonly ChangeOutcome[]; readonly at: string };
