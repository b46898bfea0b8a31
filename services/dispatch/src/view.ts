import { CaseId, CategoryCode, DepartmentCode, GridCode, Instant, StreetCode, Ulid, WorkerId } from "@wangge/contracts";
import { CaseStatus, type TrackedCase } from "@wangge/contracts/calls";
import type { HistoryEntry, Stored } from "@wangge/kit";
import { DomainError } from "@wangge/kit";
import { z } from "zod";
import {
  isExempted,
  isLate,
  isOverdue,
  stoppedAtOf,
  type CaseEvent,
  type CaseState,
  type Existing,
} from "./domain/index.ts";

export const Status = CaseStatus;

const AssistView = z.object({
  department: DepartmentCode,
  task: z.string(),
  askedAt: Instant,
  dueAt: Instant,
  finishedAt: Instant.optional(),
  because: z.enum(["done", "released"]).optional(),
  overdue: z.boolean(),
});

const SupervisionView = z.object({
  id: Ulid,
  reason: z.enum(["timeout", "leader", "important"]),
  orderedAt: Instant,
  replyBy: Instant,
  repliedAt: Instant.optional(),
});

/** 案件, as callers see it. */
export const CaseView = z.object({
  caseId: CaseId,
  version: z.int().min(1),
  status: Status,
  process: z.string().describe("流程版本: the edition it goes by to its end"),
  category: CategoryCode,
  standard: z.string().describe("立案标准: id@version"),
  grid: GridCode,
  street: StreetCode,
  priority: z.int().min(1).max(4).optional(),
  reportedAt: Instant,
  filedAt: Instant.optional(),
  department: DepartmentCode.optional(),
  worker: WorkerId.optional(),
  rule: z.string().optional().describe("the routing rule that named the department"),
  assignedAt: Instant.optional(),
  acceptBy: Instant.optional().describe("the worker takes it on by then, or it goes to the next"),
  dueAt: Instant.optional().describe("absent while the clock stands still with time left"),
  extensions: z.int().optional(),
  suspendedUntil: Instant.optional(),
  request: z
    .object({
      kind: z.enum(["extension", "suspension"]),
      until: Instant.optional(),
      askedAt: Instant,
      turn: z.enum(["department", "dispatcher"]).describe("whose decision it waits for"),
    })
    .optional(),
  assists: z.array(AssistView).optional().describe("协办: others with a part, each with a clock of its own"),
  supervisions: z.array(SupervisionView).optional().describe("督办"),
  escalations: z
    .array(z.object({ about: z.string(), breachedAt: Instant, level: z.int(), nextAt: Instant.optional() }))
    .optional()
    .describe("升级: how far up a missed deadline has been told"),
  handledAt: Instant.optional(),
  closedAt: Instant.optional(),
  selfHandled: z.boolean().optional(),
  rejectedAt: Instant.optional(),
  voidedAt: Instant.optional(),
  mergedAt: Instant.optional(),
  mergedInto: CaseId.optional(),
  reason: z.string().optional(),
  attempts: z.int().min(0),
  returns: z.int().min(0).describe("退回次数"),
  reworks: z.int().min(0).describe("返工次数"),
  overdue: z.boolean().describe("超时, the fact"),
  exempted: z.boolean().describe("免责: it was late and does not count as late"),
  appeal: z.enum(["open", "exempted", "refused"]).optional().describe("超时申诉"),
});
export type CaseView = z.infer<typeof CaseView>;

const orderOf = (state: Existing) =>
  "assignment" in state ? state.assignment : state.status === "filed" ? state.stopped : undefined;

const orderView = (state: Existing, now: string) => {
  const order = orderOf(state);
  if (order === undefined) return {};
  const { dueAt, extensions } = order;
  const isRunning = stoppedAtOf(order) === undefined || isLate(order, now);
  const clock = { ...(isRunning ? { dueAt } : {}), ...(extensions === undefined ? {} : { extensions }) };
  if (state.status === "filed") return clock;
  const { department, worker, assignedAt, rule } = order;
  return { ...clock, department, worker, assignedAt, ...(rule === undefined ? {} : { rule }) };
};

const partsView = ({ assists, supervisions, escalations }: Existing, now: string) => ({
  ...(assists === undefined
    ? {}
    : {
        assists: assists.map((assist) => {
          const { department, task, assignedAt: askedAt, dueAt, finishedAt, because } = assist;
          return { department, task, askedAt, dueAt, finishedAt, because, overdue: isLate(assist, finishedAt ?? now) };
        }),
      }),
  ...(supervisions === undefined ? {} : { supervisions: [...supervisions] }),
  ...(escalations === undefined
    ? {}
    : { escalations: Object.entries(escalations).map(([about, told]) => ({ about, ...told })) }),
});

const statusView = (state: Existing) => {
  switch (state.status) {
    case "assigned":
      return state.acceptBy === undefined ? {} : { acceptBy: state.acceptBy };
    case "accepted": {
      if (state.request === undefined) return {};
      const { kind, until, askedAt, turn } = state.request;
      return { request: { kind, until, askedAt, turn } };
    }
    case "suspended":
      return { suspendedUntil: state.until };
    case "closed": {
      const { closedAt, selfHandled, appeal } = state;
      const outcome = appeal === undefined ? {} : { appeal: appeal.outcome ?? ("open" as const) };
      return { closedAt, ...(selfHandled === undefined ? {} : { selfHandled }), ...outcome };
    }
    case "merged":
      return { mergedAt: state.mergedAt, mergedInto: state.mergedInto };
    case "rejected":
      return { rejectedAt: state.rejectedAt, reason: state.reason };
    case "voided":
      return { voidedAt: state.voidedAt, reason: state.reason };
    case "verifying":
    case "filed":
    case "handled":
      return {};
  }
};

export const viewOf = ({ id: caseId, version, state }: Stored<CaseState>, now: string): CaseView => {
  if (state.status === "new") throw new DomainError("missing", "dispatch.case.unknown", "There is no such case");
  const { status, process, category, standard, grid, street, priority, reportedAt, attempts, returns } = state;
  return {
    caseId,
    version,
    status,
    process,
    category,
    standard: standard.id,
    grid,
    street,
    ...(priority === undefined ? {} : { priority }),
    reportedAt,
    attempts,
    returns,
    reworks: state.reworks ?? 0,
    overdue: isOverdue(state, now),
    exempted: isExempted(state),
    ...("filedAt" in state ? { filedAt: state.filedAt } : {}),
    ...orderView(state, now),
    ...("handledAt" in state ? { handledAt: state.handledAt } : {}),
    ...partsView(state, now),
    ...statusView(state),
  };
};

/** 流转记录: one line of a case's history. */
export const HistoryView = z.object({
  entries: z.array(
    z.object({
      event: z.string(),
      at: Instant,
      by: z.string().optional(),
      data: z.record(z.string(), z.unknown()),
      proof: z.string().optional().describe("哈希: of this entry and all before it, as `npm run verify` recomputes it"),
    }),
  ),
});

export const historyViewOf = (history: readonly HistoryEntry<CaseEvent>[]): z.input<typeof HistoryView> => ({
  entries: history.map(({ event, by, link }) => {
    const { at, ...data } = event.data;
    return { event: event.type, at, by, data, ...(link === undefined ? {} : { proof: link.hash }) };
  }),
});

const INSTANTS = [
  "askedAt",
  "rejectedAt",
  "mergedAt",
  "voidedAt",
  "filedAt",
  "acceptedAt",
  "suspendedAt",
  "handledAt",
  "closedAt",
] as const;

/** As whoever reported it may see it; nothing for a case that is not opened yet. */
export const trackedOf = (stored: Stored<CaseState>, now: string): TrackedCase[] => {
  const { id: caseId, state } = stored;
  if (state.status === "new") return [];
  const steps: Partial<Record<(typeof INSTANTS)[number], string>> = state;
  const { status, department, dueAt, assignedAt, mergedInto, overdue, closedAt, rejectedAt, mergedAt, voidedAt } =
    viewOf(stored, now);
  const updatedAt = [assignedAt, ...INSTANTS.map((name) => steps[name])].reduce(
    (last = "", at = "") => (at > last ? at : last),
    state.reportedAt,
  );
  const endedAt = closedAt ?? rejectedAt ?? mergedAt ?? voidedAt;
  return [
    { caseId, status, department, dueAt, updatedAt: updatedAt ?? state.reportedAt, endedAt, mergedInto, overdue },
  ];
};
