import type { BasisPoints, Fen } from "../money.ts";

/** 评选规则. One edition of the limits of a round; a round keeps the one that it was drafted under. */
export interface SelectionRules {
  readonly version: string;
  readonly effectiveFrom: string;
  readonly budget: {
    /** The grant is at most this part of the whole budget, … */
    readonly grantShare: BasisPoints;
    /** … and at most this amount, … */
    readonly grantMost: Fen;
    /** … and the applicant raises at least this part itself. */
    readonly ownShare: BasisPoints;
  };
  /** How many applications of a round one organization may be party to. */
  readonly applicationsPerOrganization: number;
  readonly review: {
    readonly reviewers: number;
    /** How many more a disagreement may bring. */
    readonly extraMost: number;
    /** Weight that must be left when criteria that do not apply are taken out. */
    readonly weightLeast: number;
    readonly outlier: {
      /** Points between the highest and the lowest review. */
      readonly spread: number;
      /** A review further from the median than this many median absolute deviations, in hundredths. */
      readonly deviations: number;
      /** Fewer reviews have no outlier by deviation. */
      readonly reviewsLeast: number;
    };
  };
  readonly normalisation: {
    /** A reviewer with fewer counted reviews is taken as he is. */
    readonly reviewsLeast: number;
    /** How far a reviewer's spread may be stretched or pressed, in hundredths: 50 and 200 are half and double. */
    readonly stretchLeast: number;
    readonly stretchMost: number;
  };
  readonly panel: {
    /** Part of those who may take part that must be there. */
    readonly quorum: BasisPoints;
    readonly membersLeast: number;
  };
}
