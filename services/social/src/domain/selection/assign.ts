/** 分派评审 */
export interface PoolReviewer {
  readonly account: string;
  /** Themes he knows. */
  readonly themes: readonly string[];
  /** How many applications of the round he takes at most. */
  readonly limit: number;
}

export interface ToReview {
  readonly application: string;
  readonly theme: string;
  /** How many more it needs. */
  readonly missing: number;
  /** Whoever has had it or may not have it: assigned, recused, set aside, tied. */
  readonly barred: ReadonlySet<string>;
}

export interface Assignment {
  readonly application: string;
  readonly reviewer: string;
}

/**
 * Gives every application its reviewers: who knows the theme goes first, then who has the fewest, then by account. The
 * application with the fewest who may take it chooses first, so that it does not find them taken; where there are too few the
 * rest stays open. The same in, in any order, is the same out.
 */
export const assignments = (
  pool: readonly PoolReviewer[],
  wanted: readonly ToReview[],
  loads: ReadonlyMap<string, number>,
): readonly Assignment[] => {
  const load = new Map(loads);
  const loadOf = (account: string): number => load.get(account) ?? 0;
  const choices = ({ barred }: ToReview): number => pool.filter(({ account }) => !barred.has(account)).length;
  const made: Assignment[] = [];
  const inOrder = wanted.toSorted(
    (one, other) => choices(one) - choices(other) || (one.application < other.application ? -1 : 1),
  );
  for (const { application, theme, missing, barred } of inOrder) {
    const chosen = pool
      .filter(({ account, limit }) => !barred.has(account) && loadOf(account) < limit)
      .toSorted(
        (one, other) =>
          Number(other.themes.includes(theme)) - Number(one.themes.includes(theme)) ||
          loadOf(one.account) - loadOf(other.account) ||
          (one.account < other.account ? -1 : 1),
      )
      .slice(0, missing);
    for (const { account: reviewer } of chosen) {
      made.push({ application, reviewer });
      load.set(reviewer, loadOf(reviewer) + 1);
    }
  }
  return made;
};
