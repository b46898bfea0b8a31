import { CalendarError, type Calendar, type Limit } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit/errors";
import { isMergeable, problemOf, type Assignment, type CaseState } from "./case.ts";
import type { Body, CaseCommand } from "./commands.ts";
import type { CaseEvent, Party, Problem } from "./events.ts";

type Of<Type extends CaseCommand["type"]> = Extract<CaseCommand, { readonly type: Type }>;

const refuse = (code: string, state: CaseState): DomainError =>
  reject(`dispatch.case.${code}`, `Not possible while the case is ${state.status}`, { status: state.status });

const unknown = (): DomainError => new DomainError("missing", "dispatch.case.unknown", "There is no such case");

/** The case belongs to somebody else: another worker's or another department's order. */
const notYours = (): DomainError =>
  new DomainError("forbidden", "dispatch.case.not_yours", "The case is assigned to somebody else");

const dueAt = (at: string, { amount, kind }: Limit, calendar: Calendar): string =>
  new Date(calendar.addTime(Date.parse(at), amount, kind)).toISOString();

const assigned = (body: Body, limit: Limit, attempts: number, at: string, calendar: Calendar): CaseEvent => ({
  type: "CaseAssigned",
  data: {
    department: body.department,
    ...(body.worker === undefined ? {} : { worker: body.worker }),
    at,
    dueAt: dueAt(at, limit, calendar),
    attempt: attempts + 1,
    calendar: calendar.version,
  },
});

/** The order, or none where the calendar does not reach its deadline. */
const withOrder = (order: () => CaseEvent): CaseEvent[] => {
  try {
    return [order()];
  } catch (error) {
    if (error instanceof CalendarError) return [];
    throw error;
  }
};

/**
 * Files and assigns in one step. Where the calendar does not reach the deadline the case is filed and waits for a dispatcher:
 * a year that is not loaded is refused, not guessed, and the report is not lost over it.
 */
const fileAndAssign = (problem: Problem, body: Body | undefined, at: string, calendar: Calendar): CaseEvent[] => {
  const filed: CaseEvent = { type: "CaseFiled", data: { ...problem, at } };
  if (body === undefined) return [filed];
  return [filed, ...withOrder(() => assigned(body, problem.standard.limit, 0, at, calendar))];
};

/** 立案. The same report again says nothing new. */
const open = ({ data, at }: Of<"OpenCase">, state: CaseState, calendar: Calendar): CaseEvent[] => {
  if (state.status !== "new") return [];
  const { verify, body, ...problem } = data;
  return verify
    ? [{ type: "VerificationAsked", data: { ...problem, at } }]
    : fileAndAssign(problem, body, at, calendar);
};

/** 核实 (not 核查, which is after handling). Is it so? Then it becomes a case; else it ends here with its reason. */
const verify = ({ data, at }: Of<"VerifyCase">, state: CaseState, calendar: Calendar): CaseEvent[] => {
  if (state.status !== "verifying") throw refuse("nothing_to_verify", state);
  if (!data.confirmed) return [{ type: "CaseRejected", data: { reason: data.reason, at } }];
  return fileAndAssign(problemOf(state), data.body, at, calendar);
};

/** 并案. What is handled, closed or rejected by then stays so: the work was done, or nothing is left to do. */
const merge = ({ data, at }: Of<"MergeCase">, state: CaseState): CaseEvent[] =>
  isMergeable(state) ? [{ type: "CaseMerged", data: { into: data.into, at } }] : [];

/** 重新办理. Goes back to the body that handled it, with a clock of its own; what was closed stays in the history. */
const reopen = ({ at }: Of<"ReopenCase">, state: CaseState, calendar: Calendar): CaseEvent[] => {
  if (state.status !== "closed") return [];
  const { department, worker } = state.assignment;
  const reopened: CaseEvent = { type: "CaseReopened", data: { at } };
  const body = { department, ...(worker === undefined ? {} : { worker }) };
  return [reopened, ...withOrder(() => assigned(body, state.standard.limit, state.attempts, at, calendar))];
};

const isSameBody = ({ department, worker }: Assignment, body: Body): boolean =>
  department === body.department && worker === body.worker;

/** 派遣. One case, one responsible department (责任部门); the clock starts anew with every order. */
const assign = ({ data, at }: Of<"AssignCase">, state: CaseState, calendar: Calendar): CaseEvent[] => {
  if (state.status === "assigned" && isSameBody(state.assignment, data)) return []; // the same order again
  if (state.status !== "filed") throw refuse("not_assignable", state);
  return [assigned(data, state.standard.limit, state.attempts, at, calendar)];
};

/** A worker acts on his own order; a department on all orders of the department. */
const holds = ({ department, worker }: Assignment, by: Party): boolean =>
  (by.department !== undefined && by.department === department) || (by.worker !== undefined && by.worker === worker);

const accept = ({ by, at }: Of<"AcceptCase">, state: CaseState): CaseEvent[] => {
  if (state.status === "accepted" && holds(state.assignment, by)) return [];
  if (state.status !== "assigned") throw refuse("not_acceptable", state);
  if (!holds(state.assignment, by)) throw notYours();
  return [{ type: "CaseAccepted", data: { at } }];
};

/** 退回. "Not ours", with a reason; nothing that is known of the case is lost by it. */
const giveBack = ({ data, by, at }: Of<"ReturnCase">, state: CaseState): CaseEvent[] => {
  if (state.status !== "assigned" && state.status !== "accepted") throw refuse("not_returnable", state);
  if (!holds(state.assignment, by)) throw notYours();
  return [{ type: "CaseReturned", data: { department: state.assignment.department, reason: data.reason, at } }];
};

const handle = ({ by, at }: Of<"ReportHandled">, state: CaseState): CaseEvent[] => {
  if (state.status === "handled" && state.handledBy.account === by.account) return [];
  if (state.status !== "assigned" && state.status !== "accepted") throw refuse("not_assigned", state);
  if (!holds(state.assignment, by)) throw notYours();
  return [{ type: "CaseHandled", data: { at, by } }];
};

const isHandler = (state: Extract<CaseState, { readonly status: "handled" }>, by: Party): boolean =>
  state.handledBy.account === by.account ||
  (by.worker !== undefined && (by.worker === state.handledBy.worker || by.worker === state.assignment.worker)) ||
  (by.department !== undefined && by.department === state.assignment.department);

/** 核查. Someone other than the handler looks again: passed closes (结案), failed goes back to the same body (返工). */
const check = ({ data, by, at }: Of<"CheckCase">, state: CaseState, calendar: Calendar): CaseEvent[] => {
  if (state.status !== "handled") throw refuse("nothing_to_check", state);
  if (isHandler(state, by))
    throw reject("dispatch.case.checker_is_handler", "Who handles a case may not check it", { status: state.status });
  if (data.passed) return [{ type: "CaseClosed", data: { at, by } }];
  const { limit } = state.standard;
  const next = { at, dueAt: dueAt(at, limit, calendar), attempt: state.attempts + 1, calendar: calendar.version };
  return [{ type: "CaseReworked", data: { reason: data.reason, ...next } }];
};

export const decideWith =
  (calendar: Calendar) =>
  (command: CaseCommand, state: CaseState): readonly CaseEvent[] => {
    if (state.status === "new" && command.type !== "OpenCase") throw unknown();
    switch (command.type) {
      case "OpenCase":
        return open(command, state, calendar);
      case "VerifyCase":
        return verify(command, state, calendar);
      case "MergeCase":
        return merge(command, state);
      case "AssignCase":
        return assign(command, state, calendar);
      case "AcceptCase":
        return accept(command, state);
      case "ReturnCase":
        return giveBack(command, state);
      case "ReportHandled":
        return handle(command, state);
      case "ReopenCase":
        return reopen(command, state, calendar);
      case "CheckCase":
        return check(command, state, calendar);
    }
  };
