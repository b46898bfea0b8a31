import type { Party, Problem, RejectionReason } from "./events.ts";

/** A body that can take an order: a department, and the worker where the grid does the work itself. */
export interface Body {
  readonly department: string;
  readonly worker?: string;
}

export type CaseCommand =
  /** A report came in. With a body it is filed and assigned in one step; `verify` asks to look first (核实). */
  | {
      readonly type: "OpenCase";
      readonly data: Problem & { readonly verify: boolean; readonly body?: Body };
      readonly at: string;
    }
  | {
      readonly type: "VerifyCase";
      readonly data:
        | { readonly confirmed: true; readonly body?: Body }
        | { readonly confirmed: false; readonly reason: RejectionReason };
      readonly at: string;
    }
  /** Two reports were found to be one problem. */
  | { readonly type: "MergeCase"; readonly data: { readonly into: string }; readonly at: string }
  | { readonly type: "AssignCase"; readonly data: Body; readonly at: string }
  | { readonly type: "AcceptCase"; readonly by: Party; readonly at: string }
  | { readonly type: "ReturnCase"; readonly data: { readonly reason: string }; readonly by: Party; readonly at: string }
  | { readonly type: "ReportHandled"; readonly by: Party; readonly at: string }
  | { readonly type: "ReopenCase"; readonly at: string }
  | {
      readonly type: "CheckCase";
      readonly data: { readonly passed: true } | { readonly passed: false; readonly reason: string };
      readonly by: Party;
      readonly at: string;
    };
