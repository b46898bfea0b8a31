import { CalendarError, type Calendars, type Limit } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit/errors";
import { isMergeable, mayKnow, openAssists, problemOf, type Assignment, type CaseState } from "./case.ts";
import { extendedDue, issued, resumedDue } from "./clock.ts";
import type { Body, CaseCommand, Caller } from "./commands.ts";
import type { CaseEvent, Party, Problem } from "./events.ts";
import { holds, mustPass } from "./guards.ts";
import { stepOf, type Process } from "./process.ts";
import { acceptBy, stageEnd } from "./stages.ts";
import { resume, wake } from "./wake.ts";

/** What decisions go by besides the case itself. */
export interface Rules {
  readonly calendars: Calendars;
  /** An edition of the process. @throws DomainError `dispatch.process.unknown` */
  readonly processOf: (version: string) => Process;
  /** 强制裁定: how many returns make a ruling needed, by the rules of the day. */
  readonly rulingAfterReturns: (at: string) => number;
}

type Of<Type extends CaseCommand["type"]> = Extract<CaseCommand, { readonly type: Type }>;
type In<Status extends CaseState["status"]> = Extract<CaseState, { readonly status: Status }>;

const unknown = (): DomainError => new DomainError("missing", "dispatch.case.unknown", "There is no such case");

const partyOf = ({ account, worker, department }: Caller): Party => ({
  account,
  ...(worker === undefined ? {} : { worker }),
  ...(department === undefined ? {} : { department }),
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

const decisions = (rules: Rules) => {
  const { calendars } = rules;

  const ends = (limit: Limit, at: string): string => stageEnd(limit, at, calendars);
  const dispatchBy = (process: Process, at: string) => ({ dispatchBy: ends(process.stages.dispatch, at) });

  const assigned = (
    { department, worker, rule }: Body,
    limit: Limit,
    attempts: number,
    at: string,
    process: Process,
    stopped?: Assignment,
  ): CaseEvent => {
    // 同一部门: what it had left goes on; another begins anew.
    const isSame = stopped?.department === department;
    return {
      type: "CaseAssigned",
      data: {
        department,
        ...(worker === undefined ? {} : { worker }),
        at,
        ...(isSame ? resumedDue(stopped, limit, at, calendars) : issued(limit, at, calendars)),
        attempt: attempts + 1,
        ...acceptBy(process, limit, worker, at, calendars),
        ...(rule === undefined ? {} : { rule }),
        ...(isSame ? { resumes: true as const } : {}),
      },
    };
  };

  /**
   * Files and assigns in one step. Where the calendar does not reach the deadline the case is filed and waits for a dispatcher:
   * a year that is not loaded is refused, not guessed, and the report is not lost over it.
   */
  const fileAndAssign = (problem: Problem, body: Body | undefined, at: string, process: Process): CaseEvent[] => {
    const order = body === undefined ? [] : withOrder(() => assigned(body, problem.standard.limit, 0, at, process));
    const filed = { ...problem, at, ...(order.length > 0 ? {} : dispatchBy(process, at)) };
    return [{ type: "CaseFiled", data: filed }, ...order];
  };

  /** 自行处置. Filed, done and closed by whoever saw it, counted apart; nobody checks after him. */
  const selfHandled = (problem: Problem, by: Party, at: string, process: Process): CaseEvent[] => {
    const body = { department: problem.standard.department, ...(by.worker === undefined ? {} : { worker: by.worker }) };
    const [filed, order] = fileAndAssign(problem, body, at, process);
    if (filed === undefined || order === undefined) return filed === undefined ? [] : [filed];
    return [
      filed,
      order,
      { type: "CaseHandled", data: { at, by, checkBy: ends(process.stages.check, at) } },
      { type: "CaseClosed", data: { at, by, selfHandled: true } },
    ];
  };

  /** 立案. */
  const open = ({ data, at }: Of<"OpenCase">, process: Process): CaseEvent[] => {
    const { verify, body, selfHandledBy, control, ...problem } = data;
    if (control !== undefined)
      return [
        ...fileAndAssign(problem, undefined, at, process),
        { type: "CaseVoided", data: { reason: "underControl", control, by: { account: "dispatch" }, at } },
      ];
    if (selfHandledBy !== undefined) return selfHandled(problem, selfHandledBy, at, process);
    return verify
      ? [{ type: "VerificationAsked", data: { ...problem, at, verifyBy: ends(process.stages.verification, at) } }]
      : fileAndAssign(problem, body, at, process);
  };

  /** 核实 (not 核查, which is after handling). Is it so? Then it becomes a case; else it ends here with its reason. */
  const verify = ({ data, at }: Of<"VerifyCase">, state: In<"verifying">, process: Process): CaseEvent[] =>
    data.confirmed
      ? fileAndAssign(problemOf(state), data.body, at, process)
      : [{ type: "CaseRejected", data: { reason: data.reason, at } }];

  /** 重新办理. Goes back to the body that handled it, with a clock of its own; what was closed stays in the history. */
  const reopen = ({ at }: Of<"ReopenCase">, state: In<"closed">, process: Process): CaseEvent[] => {
    const { department, worker } = state.assignment;
    const body = { department, ...(worker === undefined ? {} : { worker }) };
    const order = withOrder(() => assigned(body, state.standard.limit, state.attempts, at, process));
    return [{ type: "CaseReopened", data: { at, ...(order.length > 0 ? {} : dispatchBy(process, at)) } }, ...order];
  };

  /** 派遣. One case, one responsible department (责任部门). */
  const assign = ({ data, at }: Of<"AssignCase">, state: In<"filed">, process: Process): CaseEvent[] => [
    assigned(data, state.standard.limit, state.attempts, at, process, state.stopped),
  ];

  /** 强制裁定. After so many "not ours" somebody above says whose it is. */
  const rule = ({ data, by, at }: Of<"RuleCase">, state: In<"filed">, process: Process): CaseEvent[] => {
    const { reason, ...body } = data;
    const order = assigned(body, state.standard.limit, state.attempts, at, process, state.stopped);
    if (order.type !== "CaseAssigned") return [];
    return [{ ...order, data: { ...order.data, ruling: { by: partyOf(by), reason } } }];
  };

  /** 退回. "Not ours", with a reason; nothing that is known of the case is lost by it, and its clock stands still. */
  const giveBack = (
    { data, at }: Of<"ReturnCase">,
    { assignment: { department } }: In<"assigned" | "accepted">,
    process: Process,
  ): CaseEvent[] => [
    { type: "CaseReturned", data: { department, reason: data.reason, at, ...dispatchBy(process, at) } },
  ];

  const revoke = (
    { data, by, at }: Of<"RevokeOrder">,
    { assignment: { department } }: In<"assigned" | "accepted">,
    process: Process,
  ): CaseEvent[] => [
    {
      type: "OrderRevoked",
      data: { department, reason: data.reason, by: partyOf(by), at, ...dispatchBy(process, at) },
    },
  ];

  const delegate = (
    { data: { worker }, at }: Of<"DelegateOrder">,
    { assignment, standard }: In<"assigned" | "accepted">,
    process: Process,
  ): CaseEvent[] => [
    {
      type: "OrderHandedOn",
      data: {
        department: assignment.department,
        ...(worker === undefined ? {} : { worker }),
        ...acceptBy(process, standard.limit, worker, at, calendars),
        because: worker === undefined ? "recalled" : "delegated",
        at,
      },
    },
  ];

  const request = ({ data, by, at }: Of<"MakeRequest">, { assignment }: In<"accepted">): CaseEvent[] => {
    // 专业部门 speaks for itself; a worker's request passes his department first.
    const turn = by.department === assignment.department ? "dispatcher" : "department";
    return [{ type: "RequestMade", data: { ...data, by: partyOf(by), at, turn } }];
  };

  const decideRequest = ({ data, by: caller, at }: Of<"DecideRequest">, state: In<"accepted">): CaseEvent[] => {
    const { assignment, request: open, standard } = state;
    if (open === undefined) return [];
    const by = partyOf(caller);
    if (!data.granted) return [{ type: "RequestRefused", data: { reason: data.reason, by, at } }];
    if (open.turn === "department") return [{ type: "RequestEndorsed", data: { by, at } }];
    const { department } = assignment;
    return open.kind === "extension"
      ? [
          {
            type: "CaseExtended",
            data: { department, by, at, ...extendedDue(assignment, standard.limit, at, calendars) },
          },
        ]
      : [
          {
            type: "CaseSuspended",
            data: {
              ...{ department, by, at, until: open.until ?? at },
              ...(open.cause === undefined ? {} : { cause: open.cause }),
            },
          },
        ];
  };

  const finishAssist = ({ data: { department }, by, at }: Of<"FinishAssist">): CaseEvent[] => [
    {
      type: "AssistFinished",
      data: { department, because: by.department === department ? "done" : "released", by: partyOf(by), at },
    },
  ];

  /** 核查. Someone other than the handler looks again: passed closes (结案), failed goes back to the same body (返工). */
  const check = ({ data, by, at }: Of<"CheckCase">, state: In<"handled">, process: Process): CaseEvent[] => {
    if (data.passed) return [{ type: "CaseClosed", data: { at, by: partyOf(by) } }];
    const next = {
      at,
      ...issued(state.standard.limit, at, calendars),
      attempt: state.attempts + 1,
      ...acceptBy(process, state.standard.limit, state.assignment.worker, at, calendars),
    };
    return [{ type: "CaseReworked", data: { reason: data.reason, ...next } }];
  };

  const reviewAppeal = ({ data, by: caller, at }: Of<"ReviewAppeal">, state: In<"closed">): CaseEvent[] => {
    const by = partyOf(caller);
    if (!data.granted) return [{ type: "AppealRefused", data: { reason: data.reason, by, at } }];
    return [{ type: state.appeal?.endorsedBy === undefined ? "AppealEndorsed" : "OvertimeExempted", data: { by, at } }];
  };

  const decide = (command: CaseCommand, state: CaseState, process: Process): CaseEvent[] => {
    // The status was checked against the step; the casts below say which ones it allows.
    switch (command.type) {
      case "OpenCase":
        return open(command, process);
      case "VerifyCase":
        return verify(command, state as In<"verifying">, process);
      case "MergeCase":
        return [{ type: "CaseMerged", data: { into: command.data.into, at: command.at } }];
      case "VoidCase":
        return [{ type: "CaseVoided", data: { reason: command.data.reason, by: partyOf(command.by), at: command.at } }];
      case "ChooseStandard":
        return [
          {
            type: "StandardChosen",
            data: { standard: command.data.standard, by: partyOf(command.by), at: command.at },
          },
        ];
      case "AssignCase":
        return assign(command, state as In<"filed">, process);
      case "RuleCase":
        return rule(command, state as In<"filed">, process);
      case "RevokeOrder":
        return revoke(command, state as In<"accepted">, process);
      case "AcceptCase":
        return [{ type: "CaseAccepted", data: { at: command.at } }];
      case "DelegateOrder":
        return delegate(command, state as In<"accepted">, process);
      case "ReturnCase":
        return giveBack(command, state as In<"accepted">, process);
      case "MakeRequest":
        return request(command, state as In<"accepted">);
      case "WithdrawRequest":
        return [{ type: "RequestWithdrawn", data: { by: partyOf(command.by), at: command.at } }];
      case "DecideRequest":
        return decideRequest(command, state as In<"accepted">);
      case "ResumeCase":
        return [resume(state as In<"suspended">, command.at, "early", calendars)];
      case "AskAssist":
        return [
          {
            type: "AssistAsked",
            data: {
              ...command.data,
              by: partyOf(command.by),
              at: command.at,
              ...issued(command.data.limit, command.at, calendars),
            },
          },
        ];
      case "FinishAssist":
        return finishAssist(command);
      case "ReportHandled":
        return [
          {
            type: "CaseHandled",
            data: {
              at: command.at,
              by: partyOf(command.by),
              checkBy: ends(process.stages.check, command.at),
            },
          },
        ];
      case "CheckCase":
        return check(command, state as In<"handled">, process);
      case "ReopenCase":
        return reopen(command, state as In<"closed">, process);
      case "Supervise":
        return [
          {
            type: "SupervisionOrdered",
            data: {
              ...command.data,
              by: partyOf(command.by),
              at: command.at,
              replyBy: ends(process.stages.supervisionReply, command.at),
            },
          },
        ];
      case "ReplySupervision":
        return [{ type: "SupervisionReplied", data: { ...command.data, by: partyOf(command.by), at: command.at } }];
      case "MakeAppeal":
        return [{ type: "AppealMade", data: { reason: command.data.reason, by: partyOf(command.by), at: command.at } }];
      case "ReviewAppeal":
        return reviewAppeal(command, state as In<"closed">);
      case "AddNote":
        return [{ type: "NoteAdded", data: { text: command.data.text, by: partyOf(command.by), at: command.at } }];
      case "WakeCase":
        return wake(command, state, process, calendars);
    }
  };
  return decide;
};

const isSameBody = ({ department, worker }: Assignment, body: Body): boolean =>
  department === body.department && worker === body.worker;

/** Said before: there is nothing new in it, and no refusal either. */
const isRepeated = (command: CaseCommand, state: CaseState): boolean => {
  switch (command.type) {
    case "OpenCase":
      return state.status !== "new";
    // What is handled, closed or rejected by then stays so: the work was done, or nothing is left to do.
    case "MergeCase":
      return !isMergeable(state);
    case "ReopenCase":
      return state.status !== "closed";
    case "AssignCase":
      return state.status === "assigned" && isSameBody(state.assignment, command.data);
    case "AcceptCase":
      return state.status === "accepted" && holds(state.assignment, command.by);
    case "ReportHandled":
      return state.status === "handled" && state.handledBy.account === command.by.account;
    case "DelegateOrder":
      return (
        (state.status === "assigned" || state.status === "accepted") && state.assignment.worker === command.data.worker
      );
    case "ChooseStandard":
      return "standard" in state && state.standard.id === command.data.standard.id;
    case "FinishAssist":
      return (
        "grid" in state &&
        state.assists?.some(({ department }) => department === command.data.department) === true &&
        !openAssists(state).some(({ department }) => department === command.data.department)
      );
    case "Supervise":
      return state.status !== "new" && state.supervisions?.some(({ id }) => id === command.data.id) === true;
    case "ReplySupervision":
      return (
        state.status !== "new" &&
        state.supervisions?.some(({ id, repliedAt }) => id === command.data.id && repliedAt !== undefined) === true
      );
    case "WakeCase":
      return state.status === "new" || state.wakeAt === undefined || state.wakeAt > command.at;
    default:
      return false;
  }
};

const mustHaveRole = (roles: readonly string[], command: CaseCommand): void => {
  const own = "by" in command ? command.by.roles : undefined;
  if (roles.length === 0 || own === undefined) return;
  if (!own.includes("admin") && !own.some((role) => roles.includes(role)))
    throw new DomainError("forbidden", "auth.role_missing", "Your roles do not allow this", { roles });
};

export const decideWith = (rules: Rules) => {
  const decide = decisions(rules);
  return (command: CaseCommand, state: CaseState): readonly CaseEvent[] => {
    if (state.status === "new" && command.type !== "OpenCase") throw unknown();
    if ("by" in command && command.by.roles !== undefined && !mayKnow(state, command.by)) throw unknown();
    if (isRepeated(command, state)) return [];
    const version = command.type === "OpenCase" ? command.data.process : "process" in state ? state.process : "";
    const process = rules.processOf(version);
    const step = stepOf(process, command.type);
    if (step?.from.includes(state.status) !== true)
      throw reject(
        `dispatch.case.${step?.refusal ?? "no_such_step"}`,
        `Not possible while the case is ${state.status}`,
        {
          status: state.status,
        },
      );
    mustHaveRole(step.roles, command);
    mustPass(step.guards, {
      command,
      state,
      process,
      get rulingAfterReturns() {
        return rules.rulingAfterReturns(command.at);
      },
    });
    return decide(command, state, process);
  };
};
