/** What the actions of field work share. */
import type { Actor, Action, Clock, DeciderStore, Role } from "@wangge/kit";
import { DomainError } from "@wangge/kit";
import type { Field } from "../app/field.ts";
import type { Roster } from "../app/roster.ts";
import type { CaseCommand, CaseEvent, CaseState, WorkingParty } from "../domain/index.ts";

export interface FieldEdge extends Field {
  readonly cases: DeciderStore<CaseState, CaseCommand, CaseEvent>;
  readonly roster: Pick<Roster, "isWorkerOf">;
  readonly clock: Clock;
  /** A private case is there for the office, and for who works on it. */
  readonly mayKnow: (state: CaseState, actor: Actor | undefined) => boolean;
  /** Has the order, or verifies in his grid. */
  readonly handles: (state: CaseState, party: WorkingParty) => boolean;
  readonly rulingAfterReturns: (at: string) => number;
  /** The actions of a case as they are asked one by one, by name. */
  readonly actionOf: (name: string) => Action | undefined;
}

export const WALKERS: readonly Role[] = ["gridWorker", "dispatcher", "supervisor"];

/** @throws DomainError `dispatch.worker.none`: the account is no worker of the register */
export const workerOf = (actor: Actor | undefined): string => {
  if (actor?.worker === undefined)
    throw new DomainError("forbidden", "dispatch.worker.none", "This account is no grid worker of the register");
  return actor.worker;
};

/** Of a page that is in the order of a text such as an instant: where the next one begins. */
export const cursorOf = (value: string, id: string): string => `${value}~${id}`;

export const afterOf = (cursor: string | undefined): { readonly value: string; readonly id: string } | undefined => {
  const [value, id] = cursor?.split("~") ?? [];
  return value === undefined || id === undefined ? undefined : { value, id };
};
