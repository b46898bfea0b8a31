/** An account, and the department it acts for. Never a name. */
export interface Signatory {
  readonly account: string;
  readonly department?: string | undefined;
}

/** One proposed change, by its content. */
export interface ChangeHash {
  readonly code: string;
  readonly hash: string;
}

/** 区政府审定: what an approved admission allows, with all who took part. Only the admissions' own store gives one out. */
export interface Approval {
  readonly admission: string;
  readonly origin: "admission" | "reform";
  /** Of all its changes together. */
  readonly hash: string;
  readonly changes: readonly ChangeHash[];
  /** 提交申请: who drafted, revised, submitted. */
  readonly applicants: readonly Signatory[];
  /** 集中审核: the bodies that had to agree, those that did, and whoever has reviewed it in any round. */
  readonly required: readonly string[];
  readonly agreed: readonly string[];
  readonly reviewers: readonly Signatory[];
  readonly approver: Signatory;
  readonly approvedOn: string;
}

const meets = (one: Signatory, other: Signatory): boolean =>
  one.account === other.account || (one.department !== undefined && one.department === other.department);

/**
 * Why this is not a complete approval, or nothing. The admission has seen to all of it; an item looks again, so that no
 * mistake there opens a door here. The reform's own decision (2012) was taken before this system and names no one.
 */
export const flawOf = ({ origin, required, agreed, reviewers, applicants, approver }: Approval): string | undefined => {
  if (origin === "reform") return undefined;
  if (applicants.length === 0) return "no_applicant";
  if (required.length === 0) return "no_review";
  if (!required.every((body) => agreed.includes(body))) return "review_incomplete";
  if (reviewers.some((reviewer) => applicants.some((applicant) => meets(reviewer, applicant)))) return "self_review";
  return [...applicants, ...reviewers].some((party) => meets(party, approver)) ? "self_approval" : undefined;
};
