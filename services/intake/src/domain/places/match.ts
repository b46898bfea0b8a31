import type { Place, PlaceKind } from "./names.ts";

/** How a piece of text led to a place. */
export type How = "name" | "sound" | "pinyin" | "initials" | "typo";

export interface Match {
  readonly place: Place;
  /** 0–1, for the order. */
  readonly score: number;
  readonly how: How;
  /** The piece of the text. */
  readonly matched: string;
}

/** Larger places first, where the words fit them alike. */
const RANK: Readonly<Record<PlaceKind, number>> = { street: 0, community: 1, courtyard: 2, estate: 3, grid: 4 };

const compared = (one: Match, other: Match): number =>
  other.score - one.score ||
  RANK[one.place.kind] - RANK[other.place.kind] ||
  one.place.name.length - other.place.name.length ||
  (one.place.name < other.place.name ? -1 : 1);

/** A place once, by its best match; the best first. */
export const ranked = (matches: readonly Match[], most: number): readonly Match[] => {
  const best = new Map<Place, Match>();
  for (const match of matches) if (match.score > (best.get(match.place)?.score ?? 0)) best.set(match.place, match);
  return [...best.values()].sort(compared).slice(0, most);
};

const NEAR = [
  [15, 0.1],
  [12, 0.07],
  [9, 0.04],
] as const;

/** What lies in the same grid, community or street as a point comes before its namesakes. */
export const nearTo = (matches: readonly Match[], grid: string | undefined): readonly Match[] => {
  if (grid === undefined) return matches;
  const bonus = ({ grid: own, code }: Place): number => {
    const where = own ?? code ?? "";
    return NEAR.find(([digits]) => where.slice(0, digits) === grid.slice(0, digits))?.[1] ?? 0;
  };
  return matches.map((match) => ({ ...match, score: Math.min(1, match.score + bonus(match.place)) }));
};
