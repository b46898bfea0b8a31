import type { Limit } from "@wangge/calendar";

/** 立案标准, as the case carries it from the beginning: what it may take, who works on it, and which version says so. */
export interface Standard {
  /** `event-0110-1@2026.1`: id and version of the filing standard. */
  readonly id: string;
  readonly limit: Limit;
  /** 责任部门 by the standard. */
  readonly department: string;
}

/** What is known of the problem before anybody works on it. */
export interface Problem {
  /** 不公开: in nobody's list but theirs who work on it. */
  readonly isPrivate?: true;
  readonly grid: string;
  readonly street: string;
  readonly category: string;
  readonly reportedAt: string;
  readonly standard: Standard;
}

export type RejectionReason = "notFound" | "duplicate" | "notOurs" | "alreadyGone";

export type CaseEvent =
  /** 核实 is asked for: someone looks before it becomes a case. */
  | { readonly type: "VerificationAsked"; readonly data: Problem & { readonly at: string } }
  | { readonly type: "CaseRejected"; readonly data: { readonly reason: RejectionReason; readonly at: string } }
  /** `into` goes on for both. */
  | { readonly type: "CaseMerged"; readonly data: { readonly into: string; readonly at: string } }
  | { readonly type: "CaseFiled"; readonly data: Problem & { readonly at: string } }
  | {
      readonly type: "CaseAssigned";
      readonly data: {
        readonly department: string;
        readonly worker?: string;
        readonly at: string;
        readonly dueAt: string;
        readonly attempt: number;
        /** The calendar that made `dueAt`; a later one does not move it. */
        readonly calendar: string;
      };
    }
  | { readonly type: "CaseAccepted"; readonly data: { readonly at: string } }
  | {
      readonly type: "CaseReturned";
      readonly data: { readonly department: string; readonly reason: string; readonly at: string };
    }
  | { readonly type: "CaseHandled"; readonly data: { readonly at: string; readonly by: Party } }
  | {
      readonly type: "CaseReworked";
      readonly data: {
        readonly reason: string;
        readonly at: string;
        readonly dueAt: string;
        readonly attempt: number;
        readonly calendar: string;
      };
    }
  /** 重新办理: whoever reported it says that the problem is still there, within his time. */
  | { readonly type: "CaseReopened"; readonly data: { readonly at: string } }
  | { readonly type: "CaseClosed"; readonly data: { readonly at: string; readonly by: Party } };

/** Who acts: an account, and for whom. */
export interface Party {
  readonly account: string;
  readonly worker?: string;
  readonly department?: string;
}
