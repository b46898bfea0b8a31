/** 表决. What counts of a vote, and whether it carries. */
export const CHOICES = ["for", "against", "abstain"] as const;
export type Choice = (typeof CHOICES)[number];

export interface Counts {
  readonly for: number;
  readonly against: number;
  readonly abstain: number;
  /** Who might have voted: there, and not interested. */
  readonly present: number;
  /** All seats but those of the interested. */
  readonly seated: number;
}

/** `over`: more than; `atLeast`: that many or more; both in basis points of those who are there, or of all seats. */
export interface Majority {
  readonly of: "present" | "seated";
  readonly over?: number | undefined;
  readonly atLeast?: number | undefined;
}

/** An abstention, and a vote that was not cast, is no vote for it. */
export const resultOf = (counts: Counts, { of, over, atLeast }: Majority): "adopted" | "rejected" => {
  const inFavour = counts.for * 10_000;
  const base = counts[of];
  const carries =
    (over === undefined || inFavour > base * over) && (atLeast === undefined || inFavour >= base * atLeast);
  return carries && counts.for > 0 ? "adopted" : "rejected";
};
