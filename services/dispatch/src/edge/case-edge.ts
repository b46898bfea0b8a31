/** What the actions on a case share. */
import { CaseId } from "@wangge/contracts";
import {
  DomainError,
  isDomainError,
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
  mayKnow as mayKnowBy,
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
  ...(actor === undefined ? {} : { roles: actor.roles, isOffice: isOffice(actor) }),
});

export const ById = z.strictObject({ caseId: CaseId });

const UNKNOWN = "dispatch.case.unknown";

export const unknownCase = (caseId: string): DomainError =>
  new DomainError("missing", UNKNOWN, "There is no such case", { caseId });

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

  const grids = (state: CaseState, { worker }: WorkingParty): readonly string[] =>
    worker !== undefined && state.status !== "new" && roster.isWorkerOf(state.grid, worker) ? [state.grid] : [];

  const mayKnow = (state: CaseState, actor: Actor | undefined): boolean =>
    actor === undefined || mayKnowBy(state, { ...actor, isOffice: isOffice(actor), grids: grids(state, actor) });

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
      const at = clock.now();
      const caller = callerOf(actor);
      const saved = await cases.handle(caseId, make(at, caller), meta).catch(async (error: unknown) => {
        // Whose grid it is the register knows, not the case: a worker who may verify it is told apart only here.
        if (actor?.worker === undefined || !isDomainError(error) || error.code !== UNKNOWN) throw error;
        const state = await known(caseId, actor);
        return cases.handle(caseId, make(at, { ...caller, grids: grids(state, actor) }), meta);
      });
      if (saved.changed) counted(saved.before, saved.state);
      return viewOf(saved, at);
    },
  };
};
