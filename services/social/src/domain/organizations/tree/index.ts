import { dayAfter, dayOf, monthsAfter } from "@wangge/calendar";
import type { Day } from "@wangge/contracts/vocabulary";
import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Place } from "../organization.ts";
import { levelOf, liesIn, seatsOn, type Seat, type SeatKind, type Term, type Tree, type TreeRules } from "./tree.ts";

interface Asked {
  readonly by: string;
  readonly at: string;
}
interface Placing extends Asked {
  /** The tree's own street. */
  readonly street: string;
  readonly organization: string;
  readonly parent?: string | undefined;
}

export type TreeCommand =
  | ({ readonly type: "JoinTree"; readonly kind: string; readonly place: Place } & Placing)
  | ({ readonly type: "MoveInTree" } & Placing)
  | ({ readonly type: "LeaveTree"; readonly organization: string } & Asked)
  | ({ readonly type: "Elect"; readonly term: Term } & Asked)
  | ({ readonly type: "EndTerm"; readonly id: string; readonly on: Day } & Asked);
type Of<Type extends TreeCommand["type"]> = Extract<TreeCommand, { readonly type: Type }>;

type Fact<Type extends string, Data> = { readonly type: Type; readonly data: Data & Asked & { readonly on: Day } };
export type TreeEvent =
  | Fact<"SeatTaken", { readonly seat: Seat; readonly rules: string }>
  | Fact<"SeatLeft", { readonly organization: string }>
  | Fact<"Elected", { readonly term: Term; readonly rules: string }>
  /** `on`: the last day of it. */
  | Fact<"TermEnded", { readonly id: string }>;

const refuse = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`social.tree.${code}`, message, details);

const samePlace = (one: Place, other: Place): boolean => liesIn(one, other) && liesIn(other, one);

const seatOf = (tree: Tree, organization: string, day: Day): Seat => {
  const seat = seatsOn(tree, day).find((one) => one.organization === organization);
  if (seat === undefined) throw refuse("no_seat", "It has no seat in this tree", { organization });
  return seat;
};

const asked = ({ by, at }: Asked) => ({ by, at, on: dayOf(at) });

/** A kind of seat under this parent, in this place, on this day: all the rules of the tree. */
const checkSeat = (seat: Seat, kind: SeatKind, tree: Tree): void => {
  const { place, parent, from } = seat;
  if (!kind.levels.includes(levelOf(place)))
    throw refuse("wrong_level", "This kind stands at another level", { levels: kind.levels });
  if (kind.under.length === 0 && parent !== undefined) throw refuse("is_top", "Nothing stands above this kind");
  if (kind.under.length > 0) {
    if (parent === undefined) throw refuse("needs_parent", "It stands under another", { under: kind.under });
    const above = seatOf(tree, parent, from);
    if (!kind.under.includes(above.kind))
      throw refuse("wrong_parent", "It does not stand under this kind", { under: kind.under });
    if (!liesIn(place, above.place)) throw refuse("outside_parent", "Its place is not in that of the one above it");
  }
  const beside = seatsOn(tree, from).filter(
    (one) => one.organization !== seat.organization && one.kind === seat.kind && samePlace(one.place, place),
  );
  if (kind.most !== undefined && beside.length >= kind.most)
    throw refuse("kind_taken", "There is one of this kind in this place", { kind: seat.kind });
};

const kindBy = (code: string, { kinds }: TreeRules): SeatKind => {
  const kind = kinds.find((one) => one.code === code);
  if (kind === undefined) throw refuse("unknown_kind", "There is no such kind", { kind: code });
  return kind;
};

const join = (command: Of<"JoinTree">, tree: Tree, rules: TreeRules): readonly TreeEvent[] => {
  const { street, organization, kind, place, parent, at } = command;
  const from = dayOf(at);
  const held = seatsOn(tree, from).find((one) => one.organization === organization);
  if (held !== undefined) {
    if (held.kind === kind && held.parent === parent) return [];
    throw refuse("has_seat", "It has a seat already");
  }
  if (place.street !== street) throw refuse("other_street", "Its place is in another street", { street: place.street });
  const seat: Seat = { organization, kind, place, from, ...(parent === undefined ? {} : { parent }) };
  checkSeat(seat, kindBy(kind, rules), tree);
  return [{ type: "SeatTaken", data: { seat, rules: rules.version, ...asked(command) } }];
};

const move = (command: Of<"MoveInTree">, tree: Tree, rules: TreeRules): readonly TreeEvent[] => {
  const { organization, parent, at } = command;
  const on = dayOf(at);
  const { until: _until, ...held } = seatOf(tree, organization, on);
  if (held.parent === parent) return [];
  const seat: Seat = { ...held, parent, from: on };
  checkSeat(seat, kindBy(held.kind, rules), tree);
  return [{ type: "SeatTaken", data: { seat, rules: rules.version, ...asked(command) } }];
};

const leave = (command: Of<"LeaveTree">, tree: Tree): readonly TreeEvent[] => {
  const { organization, at } = command;
  const open = seatsOn(tree, dayOf(at));
  if (!open.some((seat) => seat.organization === organization)) return [];
  if (open.some(({ parent }) => parent === organization))
    throw refuse("has_members", "Others stand under it: they move first");
  return [{ type: "SeatLeft", data: { organization, ...asked(command) } }];
};

/** How many of these run on one day at most, of the days of a term. */
const mostAtOnce = (others: readonly Term[], { from, until }: Term): number => {
  const beginnings = [from, ...others.map((one) => one.from).filter((day) => day > from && day <= until)];
  return Math.max(...beginnings.map((day) => others.filter((one) => one.from <= day && day <= one.until).length));
};

const elect = (command: Of<"Elect">, tree: Tree, rules: TreeRules): readonly TreeEvent[] => {
  const { term, at } = command;
  if (tree.terms.some(({ id }) => id === term.id)) return [];
  const on = dayOf(at);
  seatOf(tree, term.organization, on);
  const office = rules.offices.find(({ code }) => code === term.office);
  if (office === undefined) throw refuse("unknown_office", "There is no such office", { office: term.office });
  if (term.from < on) throw refuse("back_dated", "A term begins on the day it is recorded, or later", { on });
  if (term.until < term.from) throw refuse("ends_before", "A term ends after it begins");
  const last = dayAfter(monthsAfter(term.from, office.years * 12), -1);
  if (term.until > last) throw refuse("term_too_long", "A term is shorter than this", { last });
  const same = tree.terms.filter((one) => one.organization === term.organization && one.office === term.office);
  if (
    mostAtOnce(
      same.filter(({ account }) => account === term.account),
      term,
    ) > 0
  )
    throw refuse("in_office", "This person holds the office then");
  if (mostAtOnce(same, term) >= office.most)
    throw refuse("office_taken", "Others hold this office then", { most: office.most });
  return [{ type: "Elected", data: { term, rules: rules.version, ...asked(command) } }];
};

const endTerm = (command: Of<"EndTerm">, tree: Tree): readonly TreeEvent[] => {
  const { id, on, by, at } = command;
  const term = tree.terms.find((one) => one.id === id);
  if (term === undefined) throw new DomainError("missing", "social.tree.no_term", "There is no such term");
  if (term.until === on) return [];
  if (on < dayOf(at)) throw refuse("back_dated", "A term ends on the day it is recorded, or later", { on: dayOf(at) });
  if (on > term.until) throw refuse("term_over", "It ends sooner than this", { until: term.until });
  return [{ type: "TermEnded", data: { id, on, by, at } }];
};

const decideWith =
  (rulesAt: (at: string) => TreeRules) =>
  (command: TreeCommand, tree: Tree): readonly TreeEvent[] => {
    switch (command.type) {
      case "JoinTree":
        return join(command, tree, rulesAt(command.at));
      case "MoveInTree":
        return move(command, tree, rulesAt(command.at));
      case "LeaveTree":
        return leave(command, tree);
      case "Elect":
        return elect(command, tree, rulesAt(command.at));
      case "EndTerm":
        return endTerm(command, tree);
    }
  };

const closed = (seats: readonly Seat[], organization: string, on: Day): readonly Seat[] =>
  seats.map((seat) =>
    seat.organization === organization && seat.until === undefined ? { ...seat, until: dayAfter(on, -1) } : seat,
  );

const evolve = (tree: Tree, { type, data }: TreeEvent): Tree => {
  switch (type) {
    case "SeatTaken": {
      const { seat, on } = data;
      const { organizations } = tree;
      return {
        ...tree,
        seats: [...closed(tree.seats, seat.organization, on), seat],
        organizations: organizations.includes(seat.organization)
          ? organizations
          : [...organizations, seat.organization],
      };
    }
    case "SeatLeft": {
      const { organization, on } = data;
      const last = dayAfter(on, -1);
      return {
        ...tree,
        seats: closed(tree.seats, organization, on),
        terms: tree.terms.map((one) =>
          one.organization === organization && one.until > last ? { ...one, until: last } : one,
        ),
      };
    }
    case "Elected":
      return { ...tree, terms: [...tree.terms, data.term] };
    case "TermEnded":
      return { ...tree, terms: tree.terms.map((one) => (one.id === data.id ? { ...one, until: data.on } : one)) };
  }
};

/** One document a street, so that there is one of a kind in a place whoever asks at the same time. */
export const treeDeciderWith = (rulesAt: (at: string) => TreeRules): Decider<Tree, TreeCommand, TreeEvent> => ({
  name: "social.tree",
  initial: { seats: [], terms: [], organizations: [] },
  decide: decideWith(rulesAt),
  evolve,
});

export {
  levelOf,
  lineOf,
  seatsOn,
  termsOn,
  type Seat,
  type SeatKind,
  type Term,
  type Tree,
  type TreeRules,
} from "./tree.ts";
