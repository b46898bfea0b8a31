import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Commitment, Force } from "./forces.ts";
import { meaningOf, mustFollow, type UnitType } from "./unit-types.ts";

interface Registered {
  readonly street: string;
  readonly unitType: string;
  readonly force: Force;
}

interface Serving extends Registered {
  readonly status: "serving";
  /** 备勤状态, of its type. While it is in an operation its status there counts. */
  readonly readiness: string;
  /** Accounts. */
  readonly crew: readonly string[];
  readonly commitment?: Commitment;
  readonly releasedAt?: string;
}

/** 编组: a car, a boat, a picket with its crew. */
export type UnitState = { readonly status: "none" } | Serving | ({ readonly status: "retired" } & Registered);
export type Unit = Serving;

export type UnitCommand =
  | { readonly type: "RegisterUnit"; readonly street: string; readonly unitType: UnitType; readonly at: string }
  | { readonly type: "CrewUnit"; readonly crew: readonly string[]; readonly unitType: UnitType; readonly at: string }
  | { readonly type: "SetReadiness"; readonly readiness: string; readonly unitType: UnitType; readonly at: string }
  | { readonly type: "RetireUnit"; readonly at: string }
  | ({ readonly type: "Commit"; readonly unitType: UnitType } & Commitment)
  | { readonly type: "Release"; readonly claim: string; readonly at: string };

export type UnitEvent =
  | { readonly type: "UnitRegistered"; readonly data: Registered & { readonly readiness: string; readonly at: string } }
  | { readonly type: "UnitCrewed"; readonly data: { readonly crew: readonly string[]; readonly at: string } }
  | { readonly type: "ReadinessSet"; readonly data: { readonly readiness: string; readonly at: string } }
  | { readonly type: "UnitRetired"; readonly data: { readonly at: string } }
  | { readonly type: "Committed"; readonly data: Commitment }
  | {
      readonly type: "Released";
      readonly data: { readonly operation: string; readonly claim: string; readonly at: string };
    };

export const unknownUnit = (): DomainError =>
  new DomainError("missing", "enforcement.unit.unknown", "There is no such unit");

const mustBeHome = ({ commitment }: Serving): void => {
  if (commitment !== undefined)
    throw reject("enforcement.unit.committed", "This unit is in an operation", { operation: commitment.operation });
};

const register = (
  { street, unitType, at }: Extract<UnitCommand, { type: "RegisterUnit" }>,
  state: UnitState,
): readonly UnitEvent[] => {
  const { code, force, statuses } = unitType;
  if (state.status === "serving" && state.street === street && state.unitType === code) return [];
  if (state.status !== "none") throw reject("enforcement.unit.taken", "There is a unit of this number already");
  const readiness = statuses[0]?.code ?? "";
  return [{ type: "UnitRegistered", data: { street, unitType: code, force, readiness, at } }];
};

const crew = (command: Extract<UnitCommand, { type: "CrewUnit" }>, unit: Serving): readonly UnitEvent[] => {
  mustBeHome(unit);
  const members = [...new Set(command.crew)].sort();
  const { most } = command.unitType.crew;
  if (members.length > most) throw reject("enforcement.unit.crew_full", "The unit takes no more than this", { most });
  return members.join() === unit.crew.join() ? [] : [{ type: "UnitCrewed", data: { crew: members, at: command.at } }];
};

const setReadiness = (
  { readiness, unitType, at }: Extract<UnitCommand, { type: "SetReadiness" }>,
  unit: Serving,
): readonly UnitEvent[] => {
  mustBeHome(unit);
  if (readiness === unit.readiness) return [];
  mustFollow(unitType, unit.readiness, readiness);
  if (meaningOf(unitType, readiness) === "committed")
    throw reject("enforcement.unit.no_operation", "This status is for units in an operation", { readiness });
  return [{ type: "ReadinessSet", data: { readiness, at } }];
};

const commit = (
  { operation, claim, unitType, at }: Extract<UnitCommand, { type: "Commit" }>,
  unit: Serving,
): readonly UnitEvent[] => {
  if (unit.commitment?.claim === claim) return [];
  mustBeHome(unit);
  if (meaningOf(unitType, unit.readiness) === "unavailable")
    throw reject("enforcement.unit.unavailable", "This unit cannot be called now", { readiness: unit.readiness });
  return [{ type: "Committed", data: { operation, claim, at } }];
};

const decide = (command: UnitCommand, state: UnitState): readonly UnitEvent[] => {
  if (command.type === "RegisterUnit") return register(command, state);
  if (command.type === "Release" && state.status !== "serving") return [];
  if (command.type === "RetireUnit" && state.status === "retired") return [];
  if (state.status !== "serving") throw unknownUnit();
  switch (command.type) {
    case "CrewUnit":
      return crew(command, state);
    case "SetReadiness":
      return setReadiness(command, state);
    case "RetireUnit":
      mustBeHome(state);
      return [{ type: "UnitRetired", data: { at: command.at } }];
    case "Commit":
      return commit(command, state);
    case "Release": {
      const { claim, at } = command;
      if (state.commitment?.claim !== claim) return [];
      return [{ type: "Released", data: { operation: state.commitment.operation, claim, at } }];
    }
  }
};

const evolve = (state: UnitState, event: UnitEvent): UnitState => {
  if (event.type === "UnitRegistered") {
    const { at: _, ...registered } = event.data;
    return { status: "serving", ...registered, crew: [] };
  }
  if (state.status !== "serving") throw new Error(`${event.type} of a unit that is ${state.status}`);
  switch (event.type) {
    case "UnitCrewed":
      return { ...state, crew: event.data.crew };
    case "ReadinessSet":
      return { ...state, readiness: event.data.readiness };
    case "UnitRetired": {
      const { street, unitType, force } = state;
      return { status: "retired", street, unitType, force };
    }
    case "Committed":
      return { ...state, commitment: event.data };
    case "Released": {
      const { commitment: _, ...rest } = state;
      return { ...rest, releasedAt: event.data.at };
    }
  }
};

export const unitDecider: Decider<UnitState, UnitCommand, UnitEvent> = {
  name: "enforcement.unit",
  initial: { status: "none" },
  decide,
  evolve,
};
