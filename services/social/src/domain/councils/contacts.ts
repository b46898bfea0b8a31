/** 居民代表联系户. A representative, the households he keeps in touch with, when he did, and what they need. */
import { dayAfter, dayOf } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Asked, type Words } from "./terms.ts";
import type { CaseWanted } from "./topic.ts";

export const CONTACT_WAYS = ["visit", "phone", "message", "meeting"] as const;
export type ContactWay = (typeof CONTACT_WAYS)[number];

export interface Household {
  readonly id: string;
  /** 院落, by its record in the register. */
  readonly courtyard: string;
  /** Name and door: for its representative only. */
  readonly words: Words;
  /** Tells that two entries are the same door, and nothing else. */
  readonly mark: string;
  readonly since: string;
  readonly contactedOn?: string;
  readonly contacts: number;
}

export interface Need {
  readonly id: string;
  readonly household: string;
  readonly words: Words;
}

export interface Representative {
  readonly status: "appointed" | "ended";
  readonly community: string;
  readonly account: string;
  readonly households: readonly Household[];
  /** The marks of its households, to be found by. */
  readonly doors: readonly string[];
  readonly needs: readonly Need[];
}
export type RepresentativeState = { readonly status: "none" } | Representative;

interface Contact {
  readonly household: string;
  readonly on: string;
  readonly way: ContactWay;
}
interface Raised extends Need {
  readonly wanted: CaseWanted;
}

export type RepresentativeCommand = Asked &
  (
    | { readonly type: "AppointRepresentative"; readonly community: string; readonly account: string }
    | {
        readonly type: "EntrustHousehold";
        readonly household: Pick<Household, "id" | "courtyard" | "words" | "mark">;
      }
    | { readonly type: "ReleaseHousehold"; readonly household: string }
    | ({ readonly type: "LogContact" } & Contact)
    | ({ readonly type: "RaiseNeed" } & Raised)
    | { readonly type: "EndRepresentative" }
  );

type Fact<Type extends string, Data = unknown> = { readonly type: Type; readonly data: Data & Asked };
export type RepresentativeEvent =
  | Fact<"RepresentativeAppointed", { readonly community: string; readonly account: string }>
  | Fact<"HouseholdEntrusted", { readonly household: Household }>
  | Fact<"HouseholdReleased", { readonly household: string }>
  | Fact<"ContactLogged", Contact>
  | Fact<"NeedRaised", Raised>
  | Fact<"RepresentativeEnded">;

export interface ContactRules {
  readonly mostHouseholds: number;
  /** A household that nobody has contacted for longer is late. */
  readonly everyDays: number;
}

const refuse = refusals("contact");

/** The first day on which it is late. */
export const lateFrom = (
  { contactedOn, since }: Pick<Household, "contactedOn" | "since">,
  { everyDays }: Pick<ContactRules, "everyDays">,
): string => dayAfter(contactedOn ?? since, everyDays + 1);

const householdOf = ({ households }: Representative, id: string): Household => {
  const found = households.find((one) => one.id === id);
  if (found === undefined) throw refuse("not_entrusted", "This representative has no such household");
  return found;
};

export const representativeDeciderWith = (
  rulesAt: (at: string) => ContactRules,
): Decider<RepresentativeState, RepresentativeCommand, RepresentativeEvent> => ({
  name: "social.representative",
  initial: { status: "none" },
  decide: (command, state) => {
    const { by, at } = command;
    if (command.type === "AppointRepresentative") {
      const { community, account } = command;
      if (state.status === "appointed") throw refuse("appointed", "This account represents households already");
      return [{ type: "RepresentativeAppointed", data: { community, account, by, at } }];
    }
    const representative = existing("representative", state);
    if (representative.status === "ended") throw refuse("ended", "This representative has left");
    const today = dayOf(at);
    switch (command.type) {
      case "EntrustHousehold": {
        const { household } = command;
        const { mostHouseholds } = rulesAt(at);
        if (representative.households.some(({ id, mark }) => id === household.id || mark === household.mark)) return [];
        if (representative.households.length >= mostHouseholds)
          throw refuse("too_many", "No representative has more households", { mostHouseholds });
        const entrusted = { ...household, since: today, contacts: 0 };
        return [{ type: "HouseholdEntrusted", data: { household: entrusted, by, at } }];
      }
      case "ReleaseHousehold":
        householdOf(representative, command.household);
        return [{ type: "HouseholdReleased", data: { household: command.household, by, at } }];
      case "LogContact": {
        const { household, on, way } = command;
        const { since } = householdOf(representative, household);
        if (on > today) throw refuse("not_yet", "A contact is logged after it happened", { on });
        if (on < since) throw refuse("before_entrusted", "It was another's household then", { since });
        return [{ type: "ContactLogged", data: { household, on, way, by, at } }];
      }
      case "RaiseNeed": {
        const { id, household, words, wanted } = command;
        householdOf(representative, household);
        if (representative.needs.some((need) => need.id === id)) return [];
        if (!wanted.grid.startsWith(representative.community))
          throw refuse("outside_community", "The place is not in this community", { grid: wanted.grid });
        return [{ type: "NeedRaised", data: { id, household, words, wanted, by, at } }];
      }
      case "EndRepresentative":
        return [{ type: "RepresentativeEnded", data: { by, at } }];
    }
  },
  evolve: (state, event): RepresentativeState => {
    if (event.type === "RepresentativeAppointed") {
      const { community, account } = event.data;
      return { status: "appointed", community, account, households: [], doors: [], needs: [] };
    }
    if (state.status === "none") return state;
    const { households } = state;
    const having = (kept: readonly Household[]): Representative => ({
      ...state,
      households: kept,
      doors: kept.map(({ mark }) => mark),
    });
    switch (event.type) {
      case "HouseholdEntrusted":
        return having([...households, event.data.household]);
      case "HouseholdReleased":
        return having(households.filter(({ id }) => id !== event.data.household));
      case "ContactLogged": {
        const { household, on } = event.data;
        const contacted = (one: Household): Household => ({
          ...one,
          contactedOn: one.contactedOn === undefined || one.contactedOn < on ? on : one.contactedOn,
          contacts: one.contacts + 1,
        });
        return { ...state, households: households.map((one) => (one.id === household ? contacted(one) : one)) };
      }
      case "NeedRaised": {
        const { id, household, words } = event.data;
        return { ...state, needs: [...state.needs, { id, household, words }] };
      }
      case "RepresentativeEnded":
        return { ...having([]), status: "ended" };
    }
  },
});
