import { dayOf } from "@wangge/calendar";
import { aggregateKind, pagesOf, type DeciderStore, type StoreFactory, type Stored } from "@wangge/kit";
import {
  isOnShift,
  memberDecider,
  meaningOf,
  typeOf,
  unitDecider,
  unknownMember,
  unknownUnit,
  type Member,
  type MemberCommand,
  type MemberEvent,
  type MemberState,
  type Unit,
  type UnitCommand,
  type UnitEvent,
  type UnitState,
  type UnitTypes,
} from "../domain/team/index.ts";
import type { AnyCandidate } from "../domain/run-card/index.ts";
import type { Unfit, UnfitOf } from "./authority/desk.ts";

export interface Teams {
  readonly members: DeciderStore<MemberState, MemberCommand, MemberEvent>;
  readonly units: DeciderStore<UnitState, UnitCommand, UnitEvent>;
  readonly membersOf: (street: string) => Promise<readonly Stored<Member>[]>;
  readonly unitsOf: (street: string) => Promise<readonly Stored<Unit>[]>;
  /** @throws DomainError `enforcement.member.unknown` */
  readonly member: (officer: string) => Promise<Stored<Member>>;
  /** @throws DomainError `enforcement.unit.unknown` */
  readonly unit: (unit: string) => Promise<Stored<Unit>>;
  /** Of these members, at this instant; nothing of those for whom nothing speaks against. */
  readonly unfitAmong: (officers: readonly Stored<Member>[], at: string) => Promise<Unfit>;
  /** The street in whose team an account serves now. */
  readonly streetOf: (account: string) => Promise<string | undefined>;
  /** Whoever could be called, with what speaks for and against each. */
  readonly candidatesOf: (street: string, types: UnitTypes, at: string) => Promise<readonly AnyCandidate[]>;
}

const serving = <State extends { readonly status: string }>(stored: Stored<State> | undefined) =>
  stored?.state.status === "serving" ? stored : undefined;

const isMember = (stored: Stored<MemberState>): stored is Stored<Member> => stored.state.status === "serving";
const isUnit = (stored: Stored<UnitState>): stored is Stored<Unit> => stored.state.status === "serving";

const allOf = async <State>(
  store: Pick<DeciderStore<State, never, never>, "find">,
  street: string,
): Promise<readonly Stored<State>[]> => {
  const all: Stored<State>[] = [];
  for await (const page of pagesOf(store, { "state.street": street, "state.status": "serving" }, 500))
    all.push(...page);
  return all;
};

/** 执法队: who and what a street has. Persons and units each keep their own shifts, readiness and commitment. */
export const createTeams = async (store: StoreFactory, unfitOf: UnfitOf): Promise<Teams> => {
  const indexes = [["state.street", "state.status"]];
  const sparse = ["state.commitment.operation"];
  const members = await store.decider("members", memberDecider, {
    publishAs: () => [],
    indexes,
    sparse,
    chained: true,
  });
  const units = await store.decider("units", unitDecider, { publishAs: () => [], indexes, sparse });

  const membersOf: Teams["membersOf"] = async (street) => (await allOf(members, street)).filter(isMember);
  const unitsOf: Teams["unitsOf"] = async (street) => (await allOf(units, street)).filter(isUnit);

  const unfitAmong: Teams["unfitAmong"] = (officers, at) =>
    unfitOf(
      officers.map(({ id: officer, state: { force, street } }) => ({ officer, force, street })),
      dayOf(at),
    );

  return {
    members,
    units,
    membersOf,
    unitsOf,
    unfitAmong,
    member: async (officer) => {
      const stored = serving(await members.load(officer));
      if (stored === undefined || !isMember(stored)) throw unknownMember();
      return stored;
    },
    unit: async (id) => {
      const stored = serving(await units.load(id));
      if (stored === undefined || !isUnit(stored)) throw unknownUnit();
      return stored;
    },
    streetOf: async (account) => {
      const stored = serving(await members.load(account));
      return stored !== undefined && isMember(stored) ? stored.state.street : undefined;
    },
    candidatesOf: async (street, types, at) => {
      const [persons, groups] = await Promise.all([membersOf(street), unitsOf(street)]);
      const unfit = await unfitAmong(persons, at);
      const free = new Set(
        persons
          .filter(({ state }) => state.commitment === undefined && state.staffing !== "unavailable")
          .filter(({ id }) => !unfit.has(id))
          .map(({ id }) => id),
      );
      return [
        ...persons.map(({ id, state }) => ({
          ...{ kind: "persons" as const, id, street, force: state.force, skills: state.skills },
          ...{ staffing: state.staffing, onShift: isOnShift(state, at) },
          ...{ committed: state.commitment !== undefined, releasedAt: state.releasedAt, fit: !unfit.has(id) },
        })),
        ...groups.map(({ id, state }) => ({
          ...{ kind: "units" as const, id, street, unitType: state.unitType },
          readiness: meaningOf(typeOf(types, state.unitType), state.readiness) ?? ("unavailable" as const),
          crew: state.crew.filter((one) => free.has(one)).length,
          ...{ committed: state.commitment !== undefined, releasedAt: state.releasedAt },
        })),
      ];
    },
  };
};

export const teamAggregates = [
  aggregateKind("enforcement", "members", memberDecider, () => []),
  aggregateKind("enforcement", "units", unitDecider, () => []),
];
