/** What the actions on a case share. */
import { CaseId } from "@wangge/contracts";
import {
  DomainError,
  isOffice,
  type Actor,
  type CallContext,
  type Clock,
  type DeciderStore,
  type Role,
} from "@wangge/kit";
import { z } from "zod";
import type { Roster } from "../app/roster.ts";
import {
  firstProcess,
  hasOrder,
  stepOf,
  type Caller,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type WorkingParty,
} from "../domain/index.ts";
import { viewOf, type CaseView } from "../view.ts";

/** Who may take a step at all; the case's own edition of the process has the last word. */
export const rolesFor = (command: CaseCommand["type"]): readonly Role[] =>
  (stepOf(firstProcess, command)?.roles ?? []) as readonly Role[];

export const callerOf = (actor: Actor | undefined): Caller => ({
  account: actor?.id ?? "service",
  ...(actor?.worker === undefined ? {} : { worker: actor.worker }),
  ...(actor?.department === undefined ? {} : { department: actor.department }),
  ...(actor === undefined ? {} : { roles: actor.roles }),
});

export const ById = z.strictObject({ caseId: CaseId });

export const unknownCase = (caseId: string): DomainError =>
  new DomainError("missing", "dispatch.case.unknown", "There is no such case", { caseId });

export interface CaseEdgeDeps {
  readonly cases: DeciderStore<CaseState, CaseCommand, CaseEvent>;
  readonly roster: Pick<Roster, "took" | "gave" | "isWorkerOf">;
  readonly clock: Clock;
}

export interface CaseEdge extends CaseEdgeDeps {
  readonly existing: (caseId: string) => Promise<CaseState>;
  /** A private case is there for the office, and for who works on it. */
  readonly mayKnow: (state: CaseState, actor: Actor | undefined) => boolean;
  readonly handles: (state: CaseState, party: WorkingParty) => boolean;
  /** @throws DomainError `dispatch.case.unknown` for a case that is none of theirs */
  readonly known: (caseId: string, actor: Actor | undefined) => Promise<CaseState>;
  readonly command: (
    caseId: string,
    make: (at: string, by: Caller) => CaseCommand,
    context: CallContext,
  ) => Promise<z.input<typeof CaseView>>;
  /** Counts who has how much to do anew, after a case changed hands. */
  readonly counted: (before: CaseState, after: CaseState) => void;
}

/** The worker who has the case among his open ones. */
const busyWith = (state: CaseState): string | undefined =>
  state.status === "assigned" || state.status === "accepted" ? state.assignment.worker : undefined;

export const caseEdge = (deps: CaseEdgeDeps): CaseEdge => {
  const { cases, roster, clock } = deps;

  const existing = async (caseId: string): Promise<CaseState> => {
    const stored = await cases.load(caseId);
    if (stored === undefined) throw unknownCase(caseId);
    return stored.state;
  };

  const handles = (state: CaseState, party: WorkingParty): boolean =>
    hasOrder(state, party) ||
    (state.status === "verifying" && party.worker !== undefined && roster.isWorkerOf(state.grid, party.worker));

  const mayKnow = (state: CaseState, actor: Actor | undefined): boolean =>
    actor === undefined || !("isPrivate" in state) || isOffice(actor) || handles(state, actor);

  const known = async (caseId: string, actor: Actor | undefined): Promise<CaseState> => {
    const state = await existing(caseId);
    if (!mayKnow(state, actor)) throw unknownCase(caseId);
    return state;
  };

  const counted = (before: CaseState, after: CaseState): void => {
    const had = busyWith(before);
    const has = busyWith(after);
    if (had === has) return;
    roster.gave(had);
    roster.took(has);
  };

  return {
    ...deps,
    existing,
    mayKnow,
    handles,
    known,
    counted,
    command: async (caseId, make, { actor, meta }) => {
      const before = await known(caseId, actor);
      const at = clock.now();
      const saved = await cases.handle(caseId, make(at, callerOf(actor)), meta);
      if (saved.changed) counted(before, saved.state);
      return viewOf(saved, at);
    },
  };
};
