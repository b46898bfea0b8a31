import {
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  CaseVerificationAskedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { isOverdue, type Assignment, type CaseEvent, type CaseState } from "../domain/index.ts";

const assignmentOf = (state: CaseState): Assignment => {
  if ("assignment" in state) return state.assignment;
  throw new Error(`a case that is ${state.status} has no assignment`);
};

/** Private domain event → public contracts. `state` is the case after the event. */
export const publishAs = (event: CaseEvent, { id: caseId, state }: Stored<CaseState>): readonly PublicEvent[] => {
  if (state.status === "new") return [];
  const about = { caseId, grid: state.grid, ...(state.isPrivate === true ? { visibility: "private" as const } : {}) };
  switch (event.type) {
    case "VerificationAsked": {
      const { category, reportedAt, at: askedAt } = event.data;
      return [publicEvent(CaseVerificationAskedV1, { ...about, category, reportedAt, askedAt })];
    }
    case "CaseRejected":
      return [publicEvent(CaseRejectedV1, { ...about, reason: event.data.reason, rejectedAt: event.data.at })];
    case "CaseMerged":
      return [publicEvent(CaseMergedV1, { ...about, into: event.data.into, mergedAt: event.data.at })];
    case "CaseFiled": {
      const { category, reportedAt, standard, at: filedAt } = event.data;
      return [publicEvent(CaseFiledV1, { ...about, category, standard: standard.id, reportedAt, filedAt })];
    }
    case "CaseAssigned": {
      const { department, worker, at: assignedAt, dueAt, attempt } = event.data;
      return [publicEvent(CaseAssignedV1, { ...about, department, worker, assignedAt, dueAt, attempt })];
    }
    case "CaseAccepted":
      return [
        publicEvent(CaseAcceptedV1, {
          ...about,
          department: assignmentOf(state).department,
          acceptedAt: event.data.at,
        }),
      ];
    case "CaseReturned":
      return [
        publicEvent(CaseReturnedV1, {
          ...about,
          department: event.data.department,
          returns: state.returns,
          returnedAt: event.data.at,
        }),
      ];
    case "CaseHandled": {
      const { department, dueAt, attempt } = assignmentOf(state);
      const handledAt = event.data.at;
      return [
        publicEvent(CaseHandledV1, { ...about, department, handledAt, dueAt, overdue: handledAt > dueAt, attempt }),
      ];
    }
    case "CaseReworked": {
      const { department, worker, dueAt, attempt } = assignmentOf(state);
      return [publicEvent(CaseReworkedV1, { ...about, department, worker, reworkedAt: event.data.at, dueAt, attempt })];
    }
    case "CaseReopened":
      return [publicEvent(CaseReopenedV1, { ...about, reopenedAt: event.data.at })];
    case "CaseClosed":
      return [
        publicEvent(CaseClosedV1, {
          ...about,
          closedAt: event.data.at,
          overdue: isOverdue(state, event.data.at),
          attempts: state.attempts,
        }),
      ];
  }
};
