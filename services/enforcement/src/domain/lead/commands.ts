import type { CaseClock, DeclineReason, Holder, LeadOutcome, Order } from "./lead.ts";

/** What dispatch said of a case: an order, or where it is now. */
export interface CaseFact {
  /** Of the case after it. */
  readonly version: number;
  readonly holder: Holder;
  readonly order?: Order;
}

export interface Caller {
  readonly account: string;
  readonly department?: string | undefined;
}

interface Asks<Type extends string> {
  readonly type: Type;
  readonly by: Caller;
  readonly at: string;
}

export type LeadCommand =
  | { readonly type: "HearOfCase"; readonly data: CaseFact; readonly at: string }
  /** 延期, 挂账, 恢复 */
  | { readonly type: "HearOfClock"; readonly data: CaseClock; readonly at: string }
  /** 协办 is finished: what the case could not take before it may take now. */
  | { readonly type: "TellAgain"; readonly at: string }
  | Asks<"AcceptLead">
  | (Asks<"DeclineLead"> & { readonly data: { readonly reason: DeclineReason } })
  /** The scene is put right, or there is nothing to put right: a dossier goes on without the case. */
  | (Asks<"ConcludeLead"> & { readonly data: { readonly outcome: LeadOutcome } })
  /** A dossier was filed that names this case as its source. */
  | {
      readonly type: "LinkDossier";
      readonly data: { readonly dossierId: string; readonly body: string; readonly by: string };
      readonly at: string;
    }
  | {
      readonly type: "EndDossier";
      readonly data: { readonly dossierId: string; readonly outcome: LeadOutcome };
      readonly at: string;
    }
  | { readonly type: "WakeLead"; readonly at: string };
