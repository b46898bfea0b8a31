import type { Decider } from "@wangge/kit/domain";
import type { Fen } from "../money.ts";
import type { PoolReviewer } from "./assign.ts";
import { ofRound } from "./refuse.ts";

/** 轮次. What is called for, with what money, until when, and by which rules. */
export interface RoundTerms {
  readonly programme: string;
  readonly title: string;
  /** 征集公告 */
  readonly call: string;
  readonly themes: readonly string[];
  readonly fund: string;
  readonly envelope: Fen;
  /** The hub that gives the money, where it is one: it and its own may not apply. */
  readonly funder?: string | undefined;
  /** From this instant on, … */
  readonly opensAt: string;
  /** … and before this one. */
  readonly closesAt: string;
  readonly form: { readonly code: string; readonly version: number };
  readonly rubric: { readonly code: string; readonly version: number };
  /** Edition of the selection rules. */
  readonly rules: string;
  /** 盲审: reviewers do not learn who applies before they have judged. */
  readonly isBlind: boolean;
}

export type RoundState =
  | { readonly status: "none" }
  | (RoundTerms & {
      readonly status: "drafted" | "announced" | "open" | "closed";
      readonly draftedBy: string;
      readonly proposed?: { readonly closesAt: string; readonly why: string; readonly by: string };
      readonly pool: readonly PoolReviewer[];
      /** Parties of the applications that hold a place, by application: what the limit for each organization counts. */
      readonly places: Readonly<Record<string, readonly string[]>>;
      /** When to look whether it opens or closes. */
      readonly wakeAt?: string;
    });
export type Round = Exclude<RoundState, { readonly status: "none" }>;

interface Said {
  readonly by: string;
  readonly at: string;
}
type Extension = { readonly closesAt: string; readonly why: string } & Said;
type Place = { readonly application: string; readonly parties: readonly string[]; readonly at: string };

export type RoundCommand =
  | ({ readonly type: "DraftRound"; readonly terms: RoundTerms } & Said)
  | ({ readonly type: "AnnounceRound" } & Said)
  | ({ readonly type: "ProposeExtension" } & Extension)
  | ({ readonly type: "ApproveExtension" } & Said)
  | { readonly type: "WakeRound"; readonly at: string }
  | ({ readonly type: "EnlistReviewer"; readonly reviewer: PoolReviewer } & Said)
  | ({ readonly type: "TakePlace"; readonly most: number } & Place)
  | { readonly type: "LeavePlace"; readonly application: string; readonly at: string };

export type RoundEvent =
  | { readonly type: "RoundDrafted"; readonly data: { readonly terms: RoundTerms } & Said }
  | { readonly type: "RoundAnnounced"; readonly data: Said }
  | { readonly type: "ExtensionProposed"; readonly data: Extension }
  | { readonly type: "RoundExtended"; readonly data: { readonly closesAt: string } & Said }
  | { readonly type: "RoundOpened" | "RoundClosed"; readonly data: { readonly at: string } }
  | { readonly type: "ReviewerEnlisted"; readonly data: { readonly reviewer: PoolReviewer } & Said }
  | { readonly type: "PlaceTaken"; readonly data: Place }
  | { readonly type: "PlaceLeft"; readonly data: { readonly application: string; readonly at: string } };

type Of<Type extends RoundCommand["type"]> = Extract<RoundCommand, { readonly type: Type }>;

/** Whether what is due at this instant still comes in: the close itself is late. */
export const takesAt = ({ status, opensAt, closesAt }: Round, at: string): boolean =>
  status !== "drafted" && opensAt <= at && at < closesAt;
/** The parties are what they are from here on. */
export const hasClosed = ({ status, closesAt }: Round, at: string): boolean => status !== "drafted" && at >= closesAt;

/** In how many applications of the round an organization is, this one left out. */
export const otherApplicationsOf = ({ places }: Round, organization: string, application: string): number =>
  Object.entries(places).filter(([other, parties]) => other !== application && parties.includes(organization)).length;

const existing = (state: RoundState): Round => {
  if (state.status === "none") throw ofRound.unknown();
  return state;
};

const draft = ({ terms, by, at }: Of<"DraftRound">, state: RoundState): RoundEvent[] => {
  if (state.status !== "none") throw ofRound.rule("exists", "There is a round of this number");
  if (terms.opensAt >= terms.closesAt) throw ofRound.rule("no_window", "It would close before it opens");
  if (terms.opensAt < at) throw ofRound.rule("opens_in_past", "It would have opened already");
  return [{ type: "RoundDrafted", data: { terms, by, at } }];
};

const announce = ({ by, at }: Of<"AnnounceRound">, round: Round): RoundEvent[] => {
  if (round.status !== "drafted") return [];
  if (round.draftedBy === by) throw ofRound.rule("same_person", "Who drafts a round may not announce it");
  if (round.opensAt < at) throw ofRound.rule("opens_in_past", "Its opening has passed: draft it anew");
  return [{ type: "RoundAnnounced", data: { by, at } }];
};

const mustNotBeClosed = (round: Round, at: string): void => {
  if (round.status === "drafted" || hasClosed(round, at))
    throw ofRound.rule("not_extendable", "A round is extended after it is announced and before it closes");
};

const propose = ({ type: _, ...data }: Of<"ProposeExtension">, round: Round): RoundEvent[] => {
  mustNotBeClosed(round, data.at);
  if (data.closesAt <= round.closesAt) throw ofRound.rule("not_later", "An extension closes later");
  return [{ type: "ExtensionProposed", data }];
};

const approve = ({ by, at }: Of<"ApproveExtension">, round: Round): RoundEvent[] => {
  if (round.proposed === undefined) throw ofRound.rule("nothing_proposed", "Nobody has proposed an extension");
  mustNotBeClosed(round, at);
  if (round.proposed.by === by) throw ofRound.rule("same_person", "Who proposes an extension may not approve it");
  return [{ type: "RoundExtended", data: { closesAt: round.proposed.closesAt, by, at } }];
};

const wake = ({ at }: Of<"WakeRound">, { status, opensAt, closesAt }: Round): RoundEvent[] => [
  ...(status === "announced" && opensAt <= at ? [{ type: "RoundOpened" as const, data: { at: opensAt } }] : []),
  ...((status === "announced" || status === "open") && closesAt <= at
    ? [{ type: "RoundClosed" as const, data: { at: closesAt } }]
    : []),
];

const enlist = ({ reviewer, by, at }: Of<"EnlistReviewer">, round: Round): RoundEvent[] => {
  const known = round.pool.find(({ account }) => account === reviewer.account);
  if (known !== undefined && JSON.stringify(known) === JSON.stringify(reviewer)) return [];
  return [{ type: "ReviewerEnlisted", data: { reviewer, by, at } }];
};

const takePlace = ({ type: _, most, ...place }: Of<"TakePlace">, round: Round): RoundEvent[] => {
  const { application, parties, at } = place;
  if (!takesAt(round, at))
    throw ofRound.rule("not_open", "The round takes no applications now", {
      opensAt: round.opensAt,
      closesAt: round.closesAt,
    });
  for (const organization of parties)
    if (otherApplicationsOf(round, organization, application) >= most)
      throw ofRound.rule("too_many_applications", "An organization has as many applications as it may", {
        organization,
        most,
      });
  const held = round.places[application];
  return JSON.stringify(held) === JSON.stringify(parties) ? [] : [{ type: "PlaceTaken", data: place }];
};

const decide = (command: RoundCommand, state: RoundState): readonly RoundEvent[] => {
  switch (command.type) {
    case "DraftRound":
      return draft(command, state);
    case "AnnounceRound":
      return announce(command, existing(state));
    case "ProposeExtension":
      return propose(command, existing(state));
    case "ApproveExtension":
      return approve(command, existing(state));
    case "WakeRound":
      return wake(command, existing(state));
    case "EnlistReviewer":
      return enlist(command, existing(state));
    case "TakePlace":
      return takePlace(command, existing(state));
    case "LeavePlace": {
      const { application, at } = command;
      return existing(state).places[application] === undefined
        ? []
        : [{ type: "PlaceLeft", data: { application, at } }];
    }
  }
};

const evolve = (state: RoundState, event: RoundEvent): RoundState => {
  if (event.type === "RoundDrafted") {
    const { terms, by: draftedBy } = event.data;
    return { ...terms, status: "drafted", draftedBy, pool: [], places: {} };
  }
  if (state.status === "none") return state;
  switch (event.type) {
    case "RoundAnnounced":
      return { ...state, status: "announced", wakeAt: state.opensAt };
    case "ExtensionProposed": {
      const { closesAt, why, by } = event.data;
      return { ...state, proposed: { closesAt, why, by } };
    }
    case "RoundExtended": {
      const { proposed: _, ...rest } = state;
      const { closesAt } = event.data;
      return { ...rest, closesAt, ...(state.status === "open" ? { wakeAt: closesAt } : {}) };
    }
    case "RoundOpened":
      return { ...state, status: "open", wakeAt: state.closesAt };
    case "RoundClosed": {
      const { wakeAt: _, ...rest } = state;
      return { ...rest, status: "closed" };
    }
    case "ReviewerEnlisted": {
      const { reviewer } = event.data;
      const others = state.pool.filter(({ account }) => account !== reviewer.account);
      return { ...state, pool: [...others, reviewer] };
    }
    case "PlaceTaken": {
      const { application, parties } = event.data;
      return { ...state, places: { ...state.places, [application]: parties } };
    }
    case "PlaceLeft": {
      const { [event.data.application]: _, ...places } = state.places;
      return { ...state, places };
    }
  }
};

export const roundDecider: Decider<RoundState, RoundCommand, RoundEvent> = {
  name: "social.round",
  initial: { status: "none" },
  decide,
  evolve,
};
