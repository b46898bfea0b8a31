import type { CaseEvent, Party, Problem, RejectionReason } from "./events.ts";

/** 派遣单: the order that is open, or was last. */
export interface Assignment {
  readonly department: string;
  readonly worker?: string;
  readonly assignedAt: string;
  readonly dueAt: string;
  readonly attempt: number;
}

interface Known extends Problem {
  /** Orders so far, rework included. */
  readonly attempts: number;
  /** 退回次数: how often a body said "not ours". */
  readonly returns: number;
}

interface Filed extends Known {
  readonly filedAt: string;
}

interface Assigned extends Filed {
  readonly assignment: Assignment;
}

interface Handled extends Assigned {
  readonly handledAt: string;
  readonly handledBy: Party;
}

export type CaseState =
  | { readonly status: "new" }
  | ({ readonly status: "verifying"; readonly askedAt: string } & Known)
  | ({ readonly status: "rejected"; readonly rejectedAt: string; readonly reason: RejectionReason } & Known)
  /** 并案: the same problem as another case, which goes on for both. */
  | ({ readonly status: "merged"; readonly mergedAt: string; readonly mergedInto: string } & Known)
  /** 待派遣: a case without a body. */
  | ({ readonly status: "filed" } & Filed)
  | ({ readonly status: "assigned" } & Assigned)
  | ({ readonly status: "accepted"; readonly acceptedAt: string } & Assigned)
  | ({ readonly status: "handled" } & Handled)
  | ({ readonly status: "closed"; readonly closedAt: string; readonly checkedBy: Party } & Handled);

export type CaseStatus = CaseState["status"];

export const initial: CaseState = { status: "new" };

export const problemOf = ({ grid, street, category, reportedAt, standard, isPrivate }: Problem): Problem => ({
  grid,
  street,
  category,
  reportedAt,
  standard,
  ...(isPrivate === undefined ? {} : { isPrivate }),
});

const knownOf = (state: Known): Known => ({ ...problemOf(state), attempts: state.attempts, returns: state.returns });

const filedOf = (state: Filed): Filed => ({ ...knownOf(state), filedAt: state.filedAt });

const assignedOf = (state: Assigned): Assigned => ({ ...filedOf(state), assignment: state.assignment });

/** Nobody has done the work yet. */
export const isMergeable = (
  state: CaseState,
): state is Extract<CaseState, { readonly status: "verifying" | "filed" | "assigned" | "accepted" }> =>
  state.status === "verifying" ||
  state.status === "filed" ||
  state.status === "assigned" ||
  state.status === "accepted";

/** An event that does not fit the state would mean that `decide` let it through: a bug, told loudly. */
const misplaced = (state: CaseState, event: CaseEvent): Error =>
  new Error(`${event.type} in a case that is ${state.status}`);

export const evolve = (state: CaseState, event: CaseEvent): CaseState => {
  switch (event.type) {
    case "VerificationAsked":
      return { status: "verifying", ...problemOf(event.data), askedAt: event.data.at, attempts: 0, returns: 0 };
    case "CaseRejected":
      if (state.status !== "verifying") throw misplaced(state, event);
      return {
        status: "rejected",
        ...problemOf(state),
        attempts: 0,
        returns: 0,
        rejectedAt: event.data.at,
        reason: event.data.reason,
      };
    case "CaseMerged": {
      if (!isMergeable(state)) throw misplaced(state, event);
      const { at: mergedAt, into: mergedInto } = event.data;
      return { status: "merged", ...knownOf(state), mergedAt, mergedInto };
    }
    case "CaseFiled":
      return { status: "filed", ...problemOf(event.data), filedAt: event.data.at, attempts: 0, returns: 0 };
    case "CaseAssigned": {
      if (state.status !== "filed") throw misplaced(state, event);
      const { department, worker, at: assignedAt, dueAt, attempt } = event.data;
      const assignment = { department, ...(worker === undefined ? {} : { worker }), assignedAt, dueAt, attempt };
      return { ...filedOf(state), status: "assigned", attempts: attempt, assignment };
    }
    case "CaseAccepted":
      if (state.status !== "assigned") throw misplaced(state, event);
      return { ...assignedOf(state), status: "accepted", acceptedAt: event.data.at };
    case "CaseReturned":
      if (state.status !== "assigned" && state.status !== "accepted") throw misplaced(state, event);
      return { ...filedOf(state), status: "filed", returns: state.returns + 1 };
    case "CaseHandled":
      if (state.status !== "assigned" && state.status !== "accepted") throw misplaced(state, event);
      return { ...assignedOf(state), status: "handled", handledAt: event.data.at, handledBy: event.data.by };
    case "CaseReworked": {
      if (state.status !== "handled") throw misplaced(state, event);
      const { at: assignedAt, dueAt, attempt } = event.data;
      const assignment = { ...state.assignment, assignedAt, dueAt, attempt };
      return { ...filedOf(state), status: "assigned", attempts: attempt, assignment };
    }
    case "CaseReopened":
      if (state.status !== "closed") throw misplaced(state, event);
      return { ...filedOf(state), status: "filed" };
    case "CaseClosed": {
      if (state.status !== "handled") throw misplaced(state, event);
      const { handledAt, handledBy } = state;
      return {
        ...assignedOf(state),
        status: "closed",
        handledAt,
        handledBy,
        closedAt: event.data.at,
        checkedBy: event.data.by,
      };
    }
  }
};

export interface WorkingParty {
  readonly worker?: string | undefined;
  readonly department?: string | undefined;
}

/** Has the order, or had it last. A worker's order is his own, whatever his department. */
export const hasOrder = (state: CaseState, { worker, department }: WorkingParty): boolean => {
  if (!("assignment" in state)) return false;
  return worker === undefined ? department === state.assignment.department : worker === state.assignment.worker;
};

/** 超时: past its deadline and not handled before it. */
export const isOverdue = (state: CaseState, now: string): boolean => {
  switch (state.status) {
    case "assigned":
    case "accepted":
      return now > state.assignment.dueAt;
    case "handled":
    case "closed":
      return state.handledAt > state.assignment.dueAt;
    case "new":
    case "verifying":
    case "rejected":
    case "merged":
    case "filed":
      return false;
  }
};
