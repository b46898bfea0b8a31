import type { Limit } from "@wangge/calendar";
import type {
  Party,
  Problem,
  RejectionReason,
  Standard,
  SupervisionReason,
  SuspensionCause,
  VoidReason,
} from "./events.ts";

/** A body that can take an order: a department, and the worker where the grid does the work itself. */
export interface Body {
  readonly department: string;
  readonly worker?: string;
  /** The routing rule that named it, with its edition. */
  readonly rule?: string;
}

/** Who asks, with his roles, which stay out of the history. Without roles it is the platform's own doing. */
export interface Caller extends Party {
  readonly roles?: readonly string[];
  /** 窗口与后台: knows every case. */
  readonly isOffice?: boolean;
  /** In which he works. */
  readonly grids?: readonly string[];
}

/** Who is told at which post, by the registry; a post that nobody holds is vacant. */
export type Line = Readonly<Record<string, string | undefined>>;

type Ask<Type extends string, Data> = {
  readonly type: Type;
  readonly data: Data;
  readonly by: Caller;
  readonly at: string;
};

export type CaseCommand =
  /** A report came in. With a body it is filed and assigned in one step; `verify` asks to look first (核实). */
  | {
      readonly type: "OpenCase";
      readonly data: Problem & {
        readonly verify: boolean;
        readonly body?: Body;
        /** 管控 that it falls under: it is recorded, and nobody is sent. */
        readonly control?: string;
        /** 自行处置: who put it right on the spot. */
        readonly selfHandledBy?: Party;
      };
      readonly at: string;
    }
  | {
      readonly type: "VerifyCase";
      readonly data:
        | { readonly confirmed: true; readonly body?: Body }
        | { readonly confirmed: false; readonly reason: RejectionReason };
      readonly by?: Caller;
      readonly at: string;
    }
  /** Two reports were found to be one problem. */
  | { readonly type: "MergeCase"; readonly data: { readonly into: string }; readonly at: string }
  | { readonly type: "AssignCase"; readonly data: Body; readonly by?: Caller; readonly at: string }
  | { readonly type: "AcceptCase"; readonly by: Caller; readonly at: string }
  | { readonly type: "ReportHandled"; readonly by: Caller; readonly at: string }
  | { readonly type: "ReopenCase"; readonly at: string }
  | Ask<"ReturnCase", { readonly reason: string }>
  | Ask<"CheckCase", { readonly passed: true } | { readonly passed: false; readonly reason: string }>
  | Ask<"VoidCase", { readonly reason: VoidReason }>
  | Ask<"ChooseStandard", { readonly standard: Standard }>
  /** 强制裁定. */
  | Ask<"RuleCase", Body & { readonly reason: string }>
  | Ask<"RevokeOrder", { readonly reason: string }>
  /** To another worker; without one, back to the department itself. */
  | Ask<"DelegateOrder", { readonly worker?: string }>
  | Ask<
      "MakeRequest",
      | { readonly kind: "extension"; readonly reason: string }
      | {
          readonly kind: "suspension";
          readonly reason: string;
          readonly until: string;
          readonly cause?: SuspensionCause | undefined;
        }
    >
  | Ask<"WithdrawRequest", Record<string, never>>
  | Ask<"DecideRequest", { readonly granted: true } | { readonly granted: false; readonly reason: string }>
  | Ask<"ResumeCase", Record<string, never>>
  | Ask<"AskAssist", { readonly department: string; readonly task: string; readonly limit: Limit }>
  | Ask<"FinishAssist", { readonly department: string }>
  | Ask<"Supervise", { readonly id: string; readonly reason: SupervisionReason; readonly text: string }>
  | Ask<"ReplySupervision", { readonly id: string; readonly text: string }>
  | Ask<"MakeAppeal", { readonly reason: string }>
  | Ask<"ReviewAppeal", { readonly granted: true } | { readonly granted: false; readonly reason: string }>
  | Ask<"AddNote", { readonly text: string }>
  /** Something is due: what it is, the case knows. Without a line nobody is told yet, and the rest is done. */
  | {
      readonly type: "WakeCase";
      readonly data: { readonly line?: Line; readonly next?: string };
      readonly at: string;
    };
