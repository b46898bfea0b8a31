import { CaseId, CategoryCode, DepartmentCode, GridCode, Instant, StreetCode, WorkerId } from "@wangge/contracts";
import { CaseStatus, type TrackedCase } from "@wangge/contracts/calls";
import type { HistoryEntry, Stored } from "@wangge/kit";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import { isOverdue, type CaseEvent, type CaseState } from "./domain/index.ts";

export const Status = CaseStatus;

/** 案件, as callers see it. */
export const CaseView = z.object({
  caseId: CaseId,
  version: z.int().min(1),
  status: Status,
  category: CategoryCode,
  standard: z.string().describe("立案标准: id@version"),
  grid: GridCode,
  street: StreetCode,
  reportedAt: Instant,
  filedAt: Instant.optional(),
  department: DepartmentCode.optional(),
  worker: WorkerId.optional(),
  assignedAt: Instant.optional(),
  dueAt: Instant.optional(),
  handledAt: Instant.optional(),
  closedAt: Instant.optional(),
  rejectedAt: Instant.optional(),
  mergedAt: Instant.optional(),
  mergedInto: CaseId.optional(),
  reason: z.string().optional(),
  attempts: z.int().min(0),
  returns: z.int().min(0),
  overdue: z.boolean(),
});
export type CaseView = z.infer<typeof CaseView>;

export const viewOf = ({ id: caseId, version, state }: Stored<CaseState>, now: string): CaseView => {
  if (state.status === "new") throw new DomainError("missing", "dispatch.case.unknown", "There is no such case");
  const { status, category, standard, grid, street, reportedAt, attempts, returns } = state;
  return {
    caseId,
    version,
    status,
    category,
    standard: standard.id,
    grid,
    street,
    reportedAt,
    attempts,
    returns,
    overdue: isOverdue(state, now),
    ...("filedAt" in state ? { filedAt: state.filedAt } : {}),
    ...("assignment" in state
      ? {
          department: state.assignment.department,
          worker: state.assignment.worker,
          assignedAt: state.assignment.assignedAt,
          dueAt: state.assignment.dueAt,
        }
      : {}),
    ...("handledAt" in state ? { handledAt: state.handledAt } : {}),
    ...(state.status === "closed" ? { closedAt: state.closedAt } : {}),
    ...(state.status === "merged" ? { mergedAt: state.mergedAt, mergedInto: state.mergedInto } : {}),
    ...(state.status === "rejected" ? { rejectedAt: state.rejectedAt, reason: state.reason } : {}),
  };
};

/** 流转记录: one line of a case's history. */
export const HistoryView = z.object({
  entries: z.array(
    z.object({ event: z.string(), at: Instant, by: z.string().optional(), data: z.record(z.string(), z.unknown()) }),
  ),
});

export const historyViewOf = (history: readonly HistoryEntry<CaseEvent>[]): z.input<typeof HistoryView> => ({
  entries: history.map(({ event, by }) => {
    const { at, ...data } = event.data;
    return { event: event.type, at, by, data };
  }),
});

const INSTANTS = ["askedAt", "rejectedAt", "mergedAt", "filedAt", "acceptedAt", "handledAt", "closedAt"] as const;

/** As whoever reported it may see it; nothing for a case that is not opened yet. */
export const trackedOf = (stored: Stored<CaseState>, now: string): TrackedCase[] => {
  const { id: caseId, state } = stored;
  if (state.status === "new") return [];
  const steps: Partial<Record<(typeof INSTANTS)[number], string>> = state;
  const { status, department, dueAt, assignedAt, mergedInto, overdue, closedAt, rejectedAt, mergedAt } = viewOf(
    stored,
    now,
  );
  const updatedAt = [assignedAt, ...INSTANTS.map((name) => steps[name])].reduce(
    (last = "", at = "") => (at > last ? at : last),
    state.reportedAt,
  );
  const endedAt = closedAt ?? rejectedAt ?? mergedAt;
  return [
    { caseId, status, department, dueAt, updatedAt: updatedAt ?? state.reportedAt, endedAt, mergedInto, overdue },
  ];
};
