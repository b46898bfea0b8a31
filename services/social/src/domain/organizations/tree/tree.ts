/** 居民自治体系. The residents' federation of a street, the committees of its communities, associations and clubs in their courtyards. */
import type { Day } from "@wangge/contracts/vocabulary";
import type { Place } from "../organization.ts";

export type Level = "street" | "community" | "courtyard";

export interface SeatKind {
  readonly code: string;
  /** At which levels one may be. */
  readonly levels: readonly Level[];
  /** Kinds that it may stand under, each listed before this one. Empty: it is the top. */
  readonly under: readonly string[];
  /** Of this kind in one place. Absent: as many as there are. */
  readonly most?: number | undefined;
}

export interface OfficeRule {
  readonly code: string;
  readonly most: number;
  readonly years: number;
}

/** One edition of the rules of the tree. */
export interface TreeRules {
  readonly version: string;
  readonly kinds: readonly SeatKind[];
  readonly offices: readonly OfficeRule[];
}

/** Where an organization stands in the tree, from one day to its last; to move is another seat. */
export interface Seat {
  readonly organization: string;
  readonly kind: string;
  readonly place: Place;
  readonly parent?: string | undefined;
  readonly from: Day;
  readonly until?: Day;
}

/** 任期 */
export interface Term {
  readonly id: string;
  readonly organization: string;
  readonly office: string;
  readonly account: string;
  readonly from: Day;
  /** Its last day. */
  readonly until: Day;
}

/** By street. */
export interface Tree {
  readonly seats: readonly Seat[];
  readonly terms: readonly Term[];
  /** Every organization that ever had a seat: what a store can look for. */
  readonly organizations: readonly string[];
}

export const levelOf = ({ community, courtyard }: Place): Level =>
  courtyard !== undefined ? "courtyard" : community !== undefined ? "community" : "street";

/** Whether a place is the other, or lies in it. */
export const liesIn = (place: Place, other: Place): boolean =>
  place.street === other.street &&
  (other.community === undefined || place.community === other.community) &&
  (other.courtyard === undefined || place.courtyard === other.courtyard);

/** 某日的体系. A seat that was given up on the day it began was never held. */
export const seatsOn = ({ seats }: Pick<Tree, "seats">, day: Day): readonly Seat[] =>
  seats.filter(({ from, until }) => from <= day && (until === undefined || day <= until));

export const termsOn = ({ terms }: Pick<Tree, "terms">, day: Day): readonly Term[] =>
  terms.filter(({ from, until }) => from <= day && day <= until);

/** 上级与下级. All above an organization and all below it; not those beside it. */
export const lineOf = (tree: Pick<Tree, "seats">, organization: string, day: Day): readonly string[] => {
  const seats = seatsOn(tree, day);
  const above: string[] = [];
  const parentOf = (one: string): string | undefined => seats.find((seat) => seat.organization === one)?.parent;
  for (let parent = parentOf(organization); parent !== undefined; parent = parentOf(parent)) above.push(parent);
  const below: string[] = [];
  for (let under = [organization]; under.length > 0;) {
    under = seats.flatMap((seat) =>
      seat.parent !== undefined && under.includes(seat.parent) ? [seat.organization] : [],
    );
    below.push(...under);
  }
  return [...above, ...below];
};
