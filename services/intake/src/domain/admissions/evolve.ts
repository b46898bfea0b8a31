import type { Approval, Change } from "../items/index.ts";
import type { AdmissionEvent, AdmissionState, Proposal, Submitted } from "./admission.ts";

export const initial: AdmissionState = { status: "none" };

const withOne = (list: readonly string[], one: string): readonly string[] => [...new Set([...list, one])];
const codesOf = (changes: readonly Change[]): readonly string[] => changes.map(({ code }) => code);

const misplaced = (state: AdmissionState, event: AdmissionEvent): Error =>
  new Error(`${event.type} in an admission that is ${state.status}`);

const proposalOf = (state: AdmissionState, event: AdmissionEvent): Proposal => {
  if (state.status === "none") throw misplaced(state, event);
  const { origin, department, applicants, changes, codes, reviewers, round, reviews, everReviewed } = state;
  return { origin, department, applicants, changes, codes, reviewers, round, reviews, everReviewed };
};

const submittedOf = (state: AdmissionState, event: AdmissionEvent): Submitted => {
  if (!("submission" in state)) throw misplaced(state, event);
  return { ...proposalOf(state, event), submission: state.submission };
};

const proposed = (
  origin: Proposal["origin"],
  department: string,
  applicants: readonly string[],
  changes: readonly Change[],
) => ({
  origin,
  department,
  applicants,
  changes,
  codes: codesOf(changes),
  round: 0,
  reviews: [],
  everReviewed: [],
});

export const evolve = (state: AdmissionState, event: AdmissionEvent): AdmissionState => {
  switch (event.type) {
    case "AdmissionDrafted": {
      const { department, account, changes, reviewers } = event.data;
      return { status: "draft", ...proposed("admission", department, [account], changes), reviewers };
    }
    case "AdmissionRevised": {
      const { account, changes, reviewers } = event.data;
      const before = proposalOf(state, event);
      const next = {
        ...before,
        applicants: withOne(before.applicants, account),
        changes,
        codes: codesOf(changes),
        reviewers,
      };
      return state.status === "returned"
        ? { status: "returned", ...next, submission: state.submission }
        : { status: "draft", ...next };
    }
    case "AdmissionSubmitted": {
      const { account, submission, kept } = event.data;
      const before = proposalOf(state, event);
      return {
        status: "inReview",
        ...before,
        applicants: withOne(before.applicants, account),
        round: before.round + 1,
        reviews: before.reviews.filter(({ department }) => kept.includes(department)),
        submission,
      };
    }
    case "AdmissionReviewed": {
      const { review, leadsTo } = event.data;
      const before = submittedOf(state, event);
      const { account, department } = review;
      return {
        status: leadsTo,
        ...before,
        reviews: [...before.reviews, review],
        everReviewed: [...before.everReviewed, { account, department }],
      };
    }
    case "AdmissionWithdrawn":
      return { status: "withdrawn", ...proposalOf(state, event) };
    case "AdmissionApproved":
      return { status: "approved", ...submittedOf(state, event), decision: event.data.decision };
    case "AdmissionRejected":
      return { status: "rejected", ...submittedOf(state, event), reason: event.data.reason };
    case "FoundingRecorded": {
      const { changes, submission, decision } = event.data;
      const base = proposed("reform", decision.department ?? "", [], changes);
      return { status: "approved", ...base, reviewers: [], round: 1, submission, decision };
    }
    case "AdmissionCarriedOut": {
      if (state.status !== "approved") throw misplaced(state, event);
      return {
        status: "carriedOut",
        ...submittedOf(state, event),
        decision: state.decision,
        outcomes: event.data.outcomes,
      };
    }
  }
};

/** The approval that an admission is, once it is one. */
export const approvalOf = (admission: string, state: AdmissionState): Approval | undefined => {
  if (state.status !== "approved" && state.status !== "carriedOut") return undefined;
  const { origin, department, applicants, submission, everReviewed, reviews, decision } = state;
  return {
    admission,
    origin,
    hash: submission.hash,
    changes: submission.changes,
    applicants: applicants.map((account) => ({ account, department })),
    required: submission.required.map(({ body }) => body),
    agreed: reviews.filter(({ verdict }) => verdict.kind !== "object").map((one) => one.department),
    reviewers: everReviewed.map(({ account, department: body }) => ({ account, department: body })),
    approver: { account: decision.account, department: decision.department },
    approvedOn: decision.on,
  };
};
