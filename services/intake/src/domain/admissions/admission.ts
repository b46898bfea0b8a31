import type { Approval, Change, ChangeHash, ItemVersion, Signatory } from "../items/index.ts";

export type Verdict =
  | { readonly kind: "agree" }
  | { readonly kind: "agreeWithConditions"; readonly conditions: string }
  | { readonly kind: "object"; readonly reason: string };

/** 审核意见 of one body, and exactly what it looked at. */
export interface Review extends Signatory {
  readonly department: string;
  readonly verdict: Verdict;
  readonly covers: readonly ChangeHash[];
  readonly at: string;
}

/** A body that must agree, and the changes that concern it. */
export interface RequiredReview {
  readonly body: string;
  readonly covers: readonly ChangeHash[];
}

export interface Submission {
  /** Of all changes together: what is submitted, reviewed and approved is one and the same. */
  readonly hash: string;
  readonly changes: readonly ChangeHash[];
  readonly required: readonly RequiredReview[];
  /** The rules it was submitted under: their first day. */
  readonly rules: string;
  readonly at: string;
}

export interface Decision extends Signatory {
  readonly on: string;
  readonly at: string;
}

/** What became of one approved change. */
export type ChangeOutcome =
  | { readonly code: string; readonly ok: true; readonly version?: string | undefined }
  | { readonly code: string; readonly ok: false; readonly reason: string };

/** How an item stands that a change is about. */
export interface StandingItem {
  readonly code: string;
  readonly latest?: Pick<ItemVersion, "id" | "content"> | undefined;
  readonly isWithdrawn: boolean;
}

export interface Proposal {
  readonly origin: Approval["origin"];
  /** 申请部门 */
  readonly department: string;
  /** Accounts that have acted for it. */
  readonly applicants: readonly string[];
  readonly changes: readonly Change[];
  /** Codes of the items, to be found by. */
  readonly codes: readonly string[];
  /** Bodies that the applicant asks for a review. */
  readonly reviewers: readonly string[];
  /** Submissions so far. */
  readonly round: number;
  /** Those that count now: of what has not changed since. */
  readonly reviews: readonly Review[];
  /** Who has ever reviewed it, in whatever round. */
  readonly everReviewed: readonly (Signatory & { readonly department: string })[];
}

export type Submitted = Proposal & { readonly submission: Submission };
type Approved = Submitted & { readonly decision: Decision };

export type AdmissionState =
  | { readonly status: "none" }
  | ({ readonly status: "draft" } & Proposal)
  /** 集中审核 */
  | ({ readonly status: "inReview" } & Submitted)
  /** A body objected: the applicant's turn. */
  | ({ readonly status: "returned" } & Submitted)
  /** All bodies agree: the district government's turn. */
  | ({ readonly status: "reviewed" } & Submitted)
  | ({ readonly status: "approved" } & Approved)
  /** Every change is in the list, or refused there with its reason. */
  | ({ readonly status: "carriedOut"; readonly outcomes: readonly ChangeOutcome[] } & Approved)
  | ({ readonly status: "rejected"; readonly reason: string } & Submitted)
  | ({ readonly status: "withdrawn" } & Proposal);
export type AdmissionStatus = Exclude<AdmissionState["status"], "none">;

type Words = { readonly changes: readonly Change[]; readonly reviewers: readonly string[] };
type At = { readonly at: string };

export type AdmissionEvent =
  | {
      readonly type: "AdmissionDrafted";
      readonly data: Words & At & { readonly department: string; readonly account: string };
    }
  | { readonly type: "AdmissionRevised"; readonly data: Words & At & { readonly account: string } }
  | {
      readonly type: "AdmissionSubmitted";
      readonly data: At & {
        readonly account: string;
        readonly submission: Submission;
        /** Bodies whose agreement stands: nothing that concerns them has changed. */
        readonly kept: readonly string[];
      };
    }
  | {
      readonly type: "AdmissionReviewed";
      readonly data: { readonly review: Review; readonly leadsTo: "inReview" | "returned" | "reviewed" };
    }
  | { readonly type: "AdmissionWithdrawn"; readonly data: At & { readonly account: string } }
  | { readonly type: "AdmissionApproved"; readonly data: { readonly decision: Decision } }
  | { readonly type: "AdmissionRejected"; readonly data: At & { readonly account: string; readonly reason: string } }
  | {
      readonly type: "FoundingRecorded";
      readonly data: {
        readonly changes: readonly Change[];
        readonly submission: Submission;
        readonly decision: Decision;
      };
    }
  | { readonly type: "AdmissionCarriedOut"; readonly data: At & { readonly outcomes: readonly ChangeOutcome[] } };
