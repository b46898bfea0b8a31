/** 相关部门集中审核, 区政府审定. */
import { dayOf } from "../day.ts";
import type { ChangeHash, Signatory } from "../items/index.ts";
import type { AdmissionEvent, Review, StandingItem } from "./admission.ts";
import { departmentOf, forbidden, isSame, notNow, refuse, type Existing, type In, type Of } from "./asked.ts";
import type { Party } from "./commands.ts";
import { DISTRICT_GOVERNMENT, DISTRICT_GOVERNMENT_BODY, type AdmissionParts } from "./rules.ts";
import { changeHashes, checkChange, hashOf } from "./submission.ts";

const sameContent = (hash: string, state: In<"inReview" | "reviewed">, { digest }: AdmissionParts): void => {
  const { hash: submitted } = state.submission;
  if (hash !== submitted || hashOf(state.changes, digest) !== submitted)
    throw refuse("other_content", "This is not what was submitted", { submitted });
};

const isAnswered = (body: string, reviews: readonly Review[]): boolean =>
  reviews.some(({ department }) => department === body);

/** 集中审核. Each body once; one objection gives it back to the applicant. */
export const review = (
  { hash, verdict, by, at }: Of<"ReviewAdmission">,
  state: Existing,
  parts: AdmissionParts,
): AdmissionEvent[] => {
  const department = departmentOf(by);
  const { account } = by;
  if (department === state.department || state.applicants.includes(account))
    throw refuse("self_review", "Nobody reviews what it applies for", { department });
  const mine = state.reviews.find((one) => one.department === department);
  if (mine?.account === account && isSame(mine.verdict, verdict)) return [];
  if (state.status !== "inReview") throw notNow(state);
  sameContent(hash, state, parts);
  const { required } = state.submission;
  const asked = required.find(({ body }) => body === department);
  if (asked === undefined) throw forbidden("not_asked", "This body is not asked for a review");
  if (mine !== undefined) throw refuse("reviewed_already", "Each body reviews once", { department });
  if (state.everReviewed.some((one) => one.account === account && one.department !== department))
    throw refuse("one_account_two_bodies", "One account speaks for one body");
  const made: Review = { account, department, verdict, covers: asked.covers, at };
  const complete = required.every(({ body }) => isAnswered(body, [...state.reviews, made]));
  const leadsTo = verdict.kind === "object" ? "returned" : complete ? "reviewed" : "inReview";
  return [{ type: "AdmissionReviewed", data: { review: made, leadsTo } }];
};

/** 区政府审定 is somebody's who has had no part in it, as an account or as a department. */
const decidesFor = (
  by: Party,
  { department, applicants, everReviewed, submission }: In<"reviewed" | "approved">,
): Signatory => {
  if (!by.roles.includes(DISTRICT_GOVERNMENT))
    throw forbidden("not_district_government", "The district government decides on this");
  const own = by.department ?? DISTRICT_GOVERNMENT_BODY;
  if (own === department || applicants.includes(by.account))
    throw refuse("self_approval", "Who applies for it does not approve it");
  if (
    submission.required.some(({ body }) => body === own) ||
    everReviewed.some((one) => one.account === by.account || one.department === own)
  )
    throw refuse("self_approval", "Who reviews it does not approve it");
  return { account: by.account, department: own };
};

const checkStanding = (state: In<"reviewed">, standing: readonly StandingItem[], day: string): void => {
  const { department } = state;
  for (const change of state.changes)
    checkChange(
      change,
      standing.find(({ code }) => code === change.code),
      { day, department },
    );
};

const isCovered = (reviews: readonly Review[], body: string, covers: readonly ChangeHash[]): boolean =>
  reviews.some((one) => one.department === body && one.verdict.kind !== "object" && isSame(one.covers, covers));

export const approve = (command: Of<"ApproveAdmission">, state: Existing, parts: AdmissionParts): AdmissionEvent[] => {
  const { hash, standing, acceptsConditions, by, at } = command;
  if ((state.status === "approved" || state.status === "carriedOut") && state.decision.account === by.account) {
    if (hash === state.submission.hash) return [];
  }
  if (state.status !== "reviewed") throw notNow(state);
  const signatory = decidesFor(by, state);
  sameContent(hash, state, parts);
  const { submission, reviews, changes } = state;
  if (!isSame(changeHashes(changes, parts.digest), submission.changes))
    throw refuse("other_content", "This is not what was submitted");
  if (!submission.required.every(({ body, covers }) => isCovered(reviews, body, covers)))
    throw refuse("review_incomplete", "A body has not agreed to this");
  if (!acceptsConditions && reviews.some(({ verdict }) => verdict.kind === "agreeWithConditions"))
    throw refuse("conditions_open", "Bodies have agreed with conditions: accept them, or reject");
  const day = dayOf(at);
  checkStanding(state, standing, day);
  return [{ type: "AdmissionApproved", data: { decision: { ...signatory, on: day, at } } }];
};

export const turnDown = (
  { hash, reason, by, at }: Of<"RejectAdmission">,
  state: Existing,
  parts: AdmissionParts,
): AdmissionEvent[] => {
  if (state.status === "rejected" && state.reason === reason) return [];
  if (state.status !== "reviewed") throw notNow(state);
  const { account } = decidesFor(by, state);
  sameContent(hash, state, parts);
  return [{ type: "AdmissionRejected", data: { account, reason, at } }];
};
