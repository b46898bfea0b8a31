/** 守卫. What a step asks of who takes it and of the case; the process names them. */
import { DomainError, reject } from "@wangge/kit/errors";
import { isOverdue, openAssists, type Assignment, type CaseState } from "./case.ts";
import type { CaseCommand, Caller } from "./commands.ts";
import type { Party } from "./events.ts";
import type { Process } from "./process.ts";

interface Asked {
  readonly command: CaseCommand;
  readonly state: CaseState;
  readonly process: Process;
  /** 强制裁定: so many "not ours" and only a ruling assigns it. */
  readonly rulingAfterReturns: number;
}

const rule = (code: string, message: string, details: Readonly<Record<string, unknown>> = {}): DomainError =>
  reject(`dispatch.case.${code}`, message, details);

/** The case belongs to somebody else: another worker's or another department's order. */
const notYours = (): DomainError =>
  new DomainError("forbidden", "dispatch.case.not_yours", "The case is assigned to somebody else");

const byOf = (command: CaseCommand): Caller => ("by" in command && command.by) || { account: "service" };

const orderOf = (state: CaseState): Assignment | undefined => ("assignment" in state ? state.assignment : undefined);

/** A worker acts on his own order; a department on all orders of the department. */
export const holds = ({ department, worker }: Assignment, by: Party): boolean =>
  (by.department !== undefined && by.department === department) || (by.worker !== undefined && by.worker === worker);

const dispatches = ({ roles = [] }: Caller): boolean => roles.includes("dispatcher") || roles.includes("admin");

const isAccount = (by: Party, ...others: readonly (Party | undefined)[]): boolean =>
  others.some((other) => other?.account === by.account);

const requestedKind = ({ command, state }: Asked): "extension" | "suspension" | undefined =>
  command.type === "MakeRequest" ? command.data.kind : state.status === "accepted" ? state.request?.kind : undefined;

const DAY = 86_400_000;

const guards = {
  holdsOrder: ({ command, state }) => {
    const order = orderOf(state);
    if (order === undefined || !holds(order, byOf(command))) throw notYours();
  },
  holdsOrderOrDispatches: ({ command, state }) => {
    const by = byOf(command);
    const order = orderOf(state);
    if (!dispatches(by) && (order === undefined || !holds(order, by))) throw notYours();
  },
  /** Who gives an order on: its department, or the dispatcher. */
  isDepartmentOfOrder: ({ command, state }) => {
    const by = byOf(command);
    if (command.type === "DelegateOrder" && dispatches(by)) return;
    if (by.department === undefined || by.department !== orderOf(state)?.department) throw notYours();
  },
  /** A department takes the order from its worker before it gives it back. */
  isRecalled: ({ command, state }) => {
    const by = byOf(command);
    const worker = orderOf(state)?.worker;
    if (worker !== undefined && by.worker !== worker)
      throw rule("recall_first", "A worker has this order: take it back from him first", { worker });
  },
  isNotRuled: ({ state }) => {
    if (orderOf(state)?.ruled === true) throw rule("ruled", "It was ruled whose case this is: it cannot be returned");
  },
  rulingNotNeeded: ({ state, rulingAfterReturns }) => {
    if ("returns" in state && state.returns >= rulingAfterReturns)
      throw rule("ruling_needed", "Returned too often: a supervisor has to rule whose case this is", {
        returns: state.returns,
        rulingAfterReturns,
      });
  },
  rulingDue: ({ state, rulingAfterReturns }) => {
    if ("returns" in state && state.returns < rulingAfterReturns)
      throw rule("ruling_not_due", "A ruling comes after so many returns", {
        returns: state.returns,
        rulingAfterReturns,
      });
  },
  /** The limit is the standard's: none is swapped under a clock that has run. */
  clockUnused: ({ state }) => {
    if (state.status === "filed" && state.attempts > 0)
      throw rule("standard_settled", "A clock has run by the standard: it stays", { status: state.status });
  },
  requestIsPossible: (asked) => {
    const { command, state, process } = asked;
    if (state.status !== "accepted") return;
    const { assignment, request } = state;
    if (command.type === "MakeRequest" && request !== undefined)
      throw rule("request_open", "One request at a time", { kind: request.kind });
    // To refuse is always possible.
    if (command.type === "DecideRequest" && !command.data.granted) return;
    const { extensions, suspensions, suspensionDays } = process.limits;
    if (requestedKind(asked) === "extension") {
      if (isOverdue(state, command.at)) throw rule("overdue", "Overdue: there is nothing left to extend");
      if ((assignment.extensions ?? 0) >= extensions)
        throw rule("extensions_used", "No further extension in this order", { granted: extensions });
      return;
    }
    if ((assignment.suspensions ?? 0) >= suspensions)
      throw rule("suspensions_used", "No further suspension in this order", { granted: suspensions });
    const until =
      command.type === "MakeRequest" && command.data.kind === "suspension" ? command.data.until : request?.until;
    if (until === undefined) return;
    const ms = Date.parse(until) - Date.parse(command.at);
    if (!(ms > 0)) throw rule("suspension_past", "A suspension ends in the future", { until });
    if (ms > suspensionDays * DAY)
      throw rule("suspension_too_long", "A suspension is too long", { until, days: suspensionDays });
  },
  requestIsOpen: ({ state }) => {
    if (state.status !== "accepted" || state.request === undefined)
      throw rule("no_request", "There is no open request");
  },
  isNotAsker: ({ command, state }) => {
    if (state.status === "accepted" && isAccount(byOf(command), state.request?.by, state.request?.endorsedBy))
      throw rule("own_request", "Nobody decides what he asked for or endorsed himself");
  },
  /** Two levels: the worker's department, then the dispatcher. */
  isItsTurn: ({ command, state }) => {
    if (state.status !== "accepted" || state.request === undefined) return;
    const by = byOf(command);
    const { turn } = state.request;
    if (turn === "department" && by.department !== state.assignment.department) throw notYours();
    if (turn === "dispatcher" && !dispatches(by)) throw notYours();
  },
  assistIsNew: ({ command, state }) => {
    if (command.type !== "AskAssist") return;
    const { department } = command.data;
    if (orderOf(state)?.department === department)
      throw rule("assist_is_main", "This department has the case itself", { department });
    if ("assists" in state && openAssists(state).some((assist) => assist.department === department))
      throw rule("assist_open", "This department assists already", { department });
  },
  assistIsOpen: ({ command, state }) => {
    if (command.type !== "FinishAssist") return;
    if (!("grid" in state) || !openAssists(state).some(({ department }) => department === command.data.department))
      throw rule("no_assist", "This department does not assist, or has finished", command.data);
  },
  isAssistOrDispatches: ({ command }) => {
    const by = byOf(command);
    if (command.type === "FinishAssist" && !dispatches(by) && by.department !== command.data.department)
      throw notYours();
  },
  assistsAreDone: ({ state }) => {
    if (!("grid" in state)) return;
    const open = openAssists(state).map(({ department }) => department);
    if (open.length > 0) throw rule("assists_open", "Others have not finished their part", { departments: open });
  },
  isNotHandler: ({ command, state }) => {
    if (state.status !== "handled") return;
    const by = byOf(command);
    const { handledBy, assignment } = state;
    if (
      handledBy.account === by.account ||
      (by.worker !== undefined && (by.worker === handledBy.worker || by.worker === assignment.worker)) ||
      (by.department !== undefined && by.department === assignment.department)
    )
      throw rule("checker_is_handler", "Who handles a case may not check it", { status: state.status });
  },
  wasOverdue: ({ command, state }) => {
    if (!isOverdue(state, command.at)) throw rule("not_overdue", "It was not late: there is nothing to appeal");
  },
  appealIsFirst: ({ state }) => {
    if (state.status === "closed" && state.appeal !== undefined) throw rule("appealed", "One appeal a case");
  },
  appealIsOpen: ({ state }) => {
    if (state.status !== "closed" || state.appeal === undefined || state.appeal.outcome !== undefined)
      throw rule("no_appeal", "There is no open appeal");
  },
  /** Two reviews: the dispatcher, then the window that accepted the case; never one person, nor who appealed. */
  isItsReview: ({ command, state }) => {
    if (state.status !== "closed" || state.appeal === undefined) return;
    const by = byOf(command);
    const { endorsedBy, by: appellant } = state.appeal;
    if (isAccount(by, appellant, endorsedBy)) throw rule("own_appeal", "Nobody reviews an appeal twice, or his own");
    const role = endorsedBy === undefined ? "dispatcher" : "clerk";
    const { roles = [] } = by;
    if (!roles.includes(role) && !roles.includes("admin"))
      throw new DomainError("forbidden", "dispatch.case.not_your_review", "Someone else's review comes first", {
        role,
      });
  },
  supervisionIsOpen: ({ command, state }) => {
    if (command.type !== "ReplySupervision" || state.status === "new") return;
    const order = state.supervisions?.find(({ id }) => id === command.data.id);
    if (order === undefined)
      throw rule("no_supervision", "There is no such supervision order", { id: command.data.id });
  },
  /** Whoever has the case answers; while nobody has it, the dispatcher. */
  isAddressed: ({ command, state }) => {
    const by = byOf(command);
    const order = orderOf(state);
    if (order === undefined ? !dispatches(by) : !holds(order, by) && !dispatches(by)) throw notYours();
  },
} satisfies Readonly<Record<string, (asked: Asked) => void>>;

export const guardNames: ReadonlySet<string> = new Set(Object.keys(guards));

/** @throws DomainError of the first guard that says no. */
export const mustPass = (names: readonly string[], asked: Asked): void => {
  const known: Readonly<Record<string, (asked: Asked) => void>> = guards;
  for (const name of names) {
    const guard = known[name];
    // A door whose guard nobody knows stays shut.
    if (guard === undefined) throw new Error(`no guard ${name}`);
    guard(asked);
  }
};
