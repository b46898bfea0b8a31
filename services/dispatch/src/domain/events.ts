import type { Limit } from "@wangge/calendar";
import type { Channel } from "./routing.ts";

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
  /** 来源: how it was reported. */
  readonly channel?: Channel;
  readonly reportedAt: string;
  readonly standard: Standard;
  /** 1 is an emergency; absent: ordinary. */
  readonly priority?: number;
  /** The edition of the process that it goes by to its end. */
  readonly process: string;
}

export type RejectionReason = "notFound" | "duplicate" | "notOurs" | "alreadyGone";
/** 挂账事由: why the clock stands still, as whoever reported it is told; the words of the request stay inside. */
export const SUSPENSION_CAUSES = [
  "weather",
  "season",
  "otherWorks",
  "ownerAway",
  "material",
  "approval",
  "other",
] as const;
export type SuspensionCause = (typeof SUSPENSION_CAUSES)[number];
export type VoidReason = "filedInError" | "testCase" | "outsideDistrict" | "solvedElsewhere" | "underControl";
export type SupervisionReason = "timeout" | "leader" | "important";

/** What a clock ran for, and what a breach is about. */
export type About =
  "verification" | "dispatch" | "acceptance" | "handling" | "check" | `assist:${string}` | `supervision:${string}`;

/** Who acts: an account, and for whom. */
export interface Party {
  readonly account: string;
  readonly worker?: string;
  readonly department?: string;
}

/** A deadline that was issued. */
interface Issued {
  readonly dueAt: string;
  /** The calendar that made `dueAt`; a later one does not move it. */
  readonly calendar: string;
}

interface At {
  readonly at: string;
}
interface By {
  readonly by: Party;
}
interface Why {
  /** Free text: by order of law it can be taken out. */
  readonly reason: string;
}

type Fact<Type extends string, Data> = { readonly type: Type; readonly data: Data };

export type CaseEvent =
  /** 核实 is asked for: someone looks before it becomes a case. */
  | Fact<"VerificationAsked", Problem & At & { readonly verifyBy: string }>
  | Fact<"CaseRejected", At & { readonly reason: RejectionReason }>
  /** `into` goes on for both. */
  | Fact<"CaseMerged", At & { readonly into: string }>
  | Fact<"CaseFiled", Problem & At & { readonly dispatchBy?: string }>
  | Fact<
      "CaseAssigned",
      At &
        Issued & {
          readonly department: string;
          readonly worker?: string;
          readonly attempt: number;
          /** 15-minute clock of a worker to take it on. */
          readonly acceptBy?: string;
          /** The routing rule and its edition. */
          readonly rule?: string;
          /** The same department as before: its clock takes up its remainder. */
          readonly resumes?: true;
          /** 强制裁定: it may not come back. */
          readonly ruling?: By & Why;
        }
    >
  | Fact<"CaseAccepted", At>
  /** The same order goes to another worker of its department, or to none; its clock runs on. */
  | Fact<
      "OrderHandedOn",
      At & {
        readonly department: string;
        readonly worker?: string;
        readonly acceptBy?: string;
        readonly because: "notAccepted" | "delegated" | "recalled";
      }
    >
  | Fact<"CaseReturned", At & Why & { readonly department: string; readonly dispatchBy: string }>
  | Fact<"OrderRevoked", At & By & Why & { readonly department: string; readonly dispatchBy: string }>
  /** 申请延期 or 挂账. */
  | Fact<
      "RequestMade",
      At &
        By &
        Why & {
          readonly kind: "extension" | "suspension";
          readonly until?: string;
          readonly cause?: SuspensionCause | undefined;
          /** Whose turn it is. */
          readonly turn: "department" | "dispatcher";
        }
    >
  | Fact<"RequestEndorsed", At & By>
  | Fact<"RequestRefused", At & By & Why>
  | Fact<"RequestWithdrawn", At & By>
  | Fact<"CaseExtended", At & By & Issued & { readonly department: string }>
  | Fact<
      "CaseSuspended",
      At & By & { readonly department: string; readonly until: string; readonly cause?: SuspensionCause }
    >
  | Fact<
      "CaseResumed",
      At &
        Issued & {
          readonly department: string;
          readonly because: "ended" | "early";
          /** The clocks of the others, by department. */
          readonly assists?: Readonly<Record<string, Issued>>;
        }
    >
  | Fact<"StandardChosen", At & By & { readonly standard: Standard }>
  | Fact<
      "AssistAsked",
      At & By & Issued & { readonly department: string; readonly task: string; readonly limit: Limit }
    >
  | Fact<"AssistFinished", At & By & { readonly department: string; readonly because: "done" | "released" }>
  | Fact<"CaseHandled", At & By & { readonly checkBy: string }>
  | Fact<"CaseReworked", At & Issued & Why & { readonly attempt: number; readonly acceptBy?: string }>
  /** 重新办理: whoever reported it says that the problem is still there, within his time. */
  | Fact<"CaseReopened", At & { readonly dispatchBy?: string }>
  /** `selfHandled`: 自行处置, a small thing that whoever saw it put right on the spot. */
  | Fact<"CaseClosed", At & By & { readonly selfHandled?: true }>
  /** `control`: 管控, by which it must not be reported by patrol there and then. */
  | Fact<"CaseVoided", At & By & { readonly reason: VoidReason; readonly control?: string }>
  /** 督办. */
  | Fact<
      "SupervisionOrdered",
      At &
        By & {
          readonly id: string;
          readonly reason: SupervisionReason;
          readonly text: string;
          readonly replyBy: string;
        }
    >
  | Fact<"SupervisionReplied", At & By & { readonly id: string; readonly text: string }>
  /** 超时申诉. */
  | Fact<"AppealMade", At & By & Why>
  | Fact<"AppealEndorsed", At & By>
  | Fact<"AppealRefused", At & By & Why>
  /** 免责: counts no longer as late; that it was late stays. */
  | Fact<"OvertimeExempted", At & By>
  | Fact<"NoteAdded", At & By & { readonly text: string }>
  | Fact<
      "CaseEscalated",
      At & {
        readonly about: About;
        /** The deadline that was missed. */
        readonly breachedAt: string;
        readonly level: number;
        readonly post: string;
        /** Who holds the post; absent where it is vacant, then the next level is due at once. */
        readonly person?: string;
        /** When this level was due; `at` is when it was told. */
        readonly dueAt: string;
        readonly nextAt: string;
      }
    >
  /** 升级到顶: the last alarm about this breach. */
  | Fact<"LadderExhausted", At & { readonly about: About; readonly breachedAt: string; readonly dueAt: string }>;
