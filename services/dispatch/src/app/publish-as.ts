import {
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseAssistAskedV1,
  CaseAssistFinishedV1,
  CaseClosedV1,
  CaseEscalatedV1,
  CaseExemptedV1,
  CaseExtendedV1,
  CaseFiledV1,
  CaseHandedOnV1,
  CaseHandledV1,
  CaseLadderExhaustedV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseResumedV1,
  CaseReturnedV1,
  CaseRevokedV1,
  CaseReworkedV1,
  CaseStandardChosenV1,
  CaseSupervisedV1,
  CaseSupervisionRepliedV1,
  CaseSuspendedV1,
  CaseVerificationAskedV1,
  CaseVoidedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { isLate, isOverdue, type Assignment, type CaseEvent, type CaseState } from "../domain/index.ts";

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
      const { department, worker, at: assignedAt, dueAt, attempt, ruling } = event.data;
      const ruled = ruling === undefined ? {} : { ruled: true as const };
      return [publicEvent(CaseAssignedV1, { ...about, department, worker, assignedAt, dueAt, attempt, ...ruled })];
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
      const { department, worker, dueAt, attempt, ruled } = assignmentOf(state);
      const order = { department, worker, dueAt, attempt, ...(ruled === undefined ? {} : { ruled }) };
      return [publicEvent(CaseReworkedV1, { ...about, ...order, reworkedAt: event.data.at })];
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
          ...(event.data.selfHandled === undefined ? {} : { selfHandled: true as const }),
        }),
      ];
    case "CaseVoided":
      return [publicEvent(CaseVoidedV1, { ...about, reason: event.data.reason, voidedAt: event.data.at })];
    case "OrderHandedOn": {
      const { department, worker, because, at: handedOnAt } = event.data;
      return [publicEvent(CaseHandedOnV1, { ...about, department, worker, because, handedOnAt })];
    }
    case "OrderRevoked": {
      const { department, at: revokedAt } = event.data;
      return [publicEvent(CaseRevokedV1, { ...about, department, revokedAt })];
    }
    case "CaseExtended": {
      const { department, at: extendedAt, dueAt } = event.data;
      const { extensions = 1 } = assignmentOf(state);
      return [publicEvent(CaseExtendedV1, { ...about, department, extendedAt, dueAt, extensions })];
    }
    case "CaseSuspended": {
      const { department, at: suspendedAt, until, cause } = event.data;
      const why = cause === undefined ? {} : { cause };
      return [publicEvent(CaseSuspendedV1, { ...about, department, suspendedAt, until, ...why })];
    }
    case "CaseResumed": {
      const { department, at: resumedAt, because, dueAt } = event.data;
      return [publicEvent(CaseResumedV1, { ...about, department, resumedAt, because, dueAt })];
    }
    case "StandardChosen": {
      const { standard, at: chosenAt } = event.data;
      return [publicEvent(CaseStandardChosenV1, { ...about, standard: standard.id, chosenAt })];
    }
    case "AssistAsked": {
      const { department, at: askedAt, dueAt } = event.data;
      return [publicEvent(CaseAssistAskedV1, { ...about, department, askedAt, dueAt })];
    }
    case "AssistFinished": {
      const { department, because, at: finishedAt } = event.data;
      const assist = state.assists?.find((one) => one.department === department);
      if (assist === undefined) return [];
      const { dueAt } = assist;
      const overdue = isLate(assist, finishedAt);
      return [publicEvent(CaseAssistFinishedV1, { ...about, department, because, finishedAt, dueAt, overdue })];
    }
    case "SupervisionOrdered": {
      const { id: order, reason, at: supervisedAt, replyBy } = event.data;
      return [publicEvent(CaseSupervisedV1, { ...about, order, reason, supervisedAt, replyBy })];
    }
    case "SupervisionReplied": {
      const { id: order, at: repliedAt } = event.data;
      const overdue = state.supervisions?.some(({ id, replyBy }) => id === order && repliedAt > replyBy) === true;
      return [publicEvent(CaseSupervisionRepliedV1, { ...about, order, repliedAt, overdue })];
    }
    case "OvertimeExempted": {
      const { department } = assignmentOf(state);
      return [publicEvent(CaseExemptedV1, { ...about, department, exemptedAt: event.data.at })];
    }
    case "CaseEscalated": {
      const { about: missed, breachedAt, level, post, person, dueAt, at: escalatedAt } = event.data;
      const told = { about: missed, breachedAt, level, post, person, dueAt, escalatedAt };
      return [publicEvent(CaseEscalatedV1, { ...about, ...told })];
    }
    case "LadderExhausted": {
      const { about: missed, breachedAt, dueAt, at: exhaustedAt } = event.data;
      return [publicEvent(CaseLadderExhaustedV1, { ...about, about: missed, breachedAt, dueAt, exhaustedAt })];
    }
    // Steps of the office: the bus hears of what comes of them.
    case "RequestMade":
    case "RequestEndorsed":
    case "RequestRefused":
    case "RequestWithdrawn":
    case "AppealMade":
    case "AppealEndorsed":
    case "AppealRefused":
    case "NoteAdded":
      return [];
  }
};
