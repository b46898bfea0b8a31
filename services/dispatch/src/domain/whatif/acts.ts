/**
 * 行为. A history read as what people did and when somebody looked: what the rules made of it is left out, to be decided anew.
 */
import type { CaseState } from "../case.ts";
import { evolve, initial, problemOf } from "../case.ts";
import type { Body, CaseCommand, Caller, Line } from "../commands.ts";
import type { CaseEvent, Party, Problem } from "../events.ts";
import { stepOf, type Process } from "../process.ts";
import type { Changed } from "./changes.ts";

/** One line of a history, as it is stored. */
export interface Recorded {
  readonly event: CaseEvent;
  readonly by?: string | undefined;
}

export interface Act {
  readonly at: string;
  readonly command: CaseCommand["type"];
  /** The act (by its place in the list) from which its time is counted. */
  readonly since: number | undefined;
  /** What it is under these rules; nothing where the case as it now is does not need it. */
  readonly make: (at: string, now: CaseState, rules: Changed) => CaseCommand | undefined;
}

/** Somebody looked, and something was due. */
export interface Look {
  readonly at: string;
  readonly line?: Line;
  readonly next?: string;
}

export interface Told {
  readonly at: string;
  readonly post: string;
  readonly person: string | undefined;
}

export interface Life {
  readonly problem: Problem;
  readonly acts: readonly Act[];
  /** Acts (by their place) and looks in the order in which they happened. */
  readonly order: readonly (number | Look)[];
  /** Who held which post when somebody was told. */
  readonly told: readonly Told[];
  /** Who took over, of each order (by its attempt), one after the other. */
  readonly successors: ReadonlyMap<number, readonly (string | undefined)[]>;
}

const isLook = (event: CaseEvent): boolean =>
  event.type === "CaseEscalated" ||
  event.type === "LadderExhausted" ||
  (event.type === "OrderHandedOn" && event.data.because === "notAccepted") ||
  (event.type === "CaseResumed" && event.data.because === "ended");

interface Holder {
  readonly department: string;
  readonly worker?: string;
}

const holderOf = (state: CaseState): Holder | undefined => {
  if ("assignment" in state) return state.assignment;
  return state.status === "filed" ? state.stopped : undefined;
};

/** Whoever acted as the body of the order acts as the body that it has now; the account stays his own. */
const standingIn = (by: Party, then: Holder | undefined, now: Holder | undefined): Party => {
  if (then === undefined || now === undefined) return by;
  const wasWorker = by.worker !== undefined && by.worker === then.worker;
  const wasDepartment = by.department !== undefined && by.department === then.department;
  if (!wasWorker && !wasDepartment) return by;
  const worker = wasWorker ? now.worker : by.worker;
  const department = wasDepartment || (wasWorker && worker === undefined) ? now.department : by.department;
  return {
    account: by.account,
    ...(worker === undefined ? {} : { worker }),
    ...(department === undefined ? {} : { department }),
  };
};

/** The body of a new case: as it was, but where the rules name another one. */
const bodyOf = (problem: Problem, recorded: Body | undefined, rules: Changed): Body | undefined => {
  if (recorded === undefined) return undefined;
  const to = rules.bodyFor(problem);
  if (to === "same") return recorded;
  const worker = to.handler === "gridWorker" ? recorded.worker : undefined;
  return {
    department: to.department,
    ...(worker === undefined ? {} : { worker }),
    ...(to.rule === undefined ? {} : { rule: to.rule }),
  };
};

const bodyIn = (event: CaseEvent | undefined): Body | undefined => {
  if (event?.type !== "CaseAssigned") return undefined;
  const { department, worker, rule } = event.data;
  return { department, ...(worker === undefined ? {} : { worker }), ...(rule === undefined ? {} : { rule }) };
};

/** From what an act's time is counted. */
type Mark =
  "opened" | "waiting" | "order" | "handled" | "request" | "suspended" | "closed" | "appeal" | `${string}:${string}`;

/** What one reading of the events gives: the act, and how many of the events it made. */
interface Reading {
  readonly command: CaseCommand["type"];
  readonly events: number;
  readonly since?: Mark;
  readonly marks?: readonly Mark[];
  readonly make: Act["make"];
}

interface Page {
  readonly state: CaseState;
  readonly entry: Recorded;
  readonly following: readonly CaseEvent[];
  readonly process: Process;
}

const read = ({ state, entry: { event, by }, following, process }: Page): Reading => {
  const account = by ?? "service";
  const then = holderOf(state);
  /** The history says who, not by which role: he had one that allowed it. */
  const withRoles = (command: CaseCommand["type"], party: Party, now: CaseState): Caller => ({
    ...standingIn(party, then, holderOf(now)),
    roles: stepOf(process, command)?.roles ?? [],
  });
  /** Histories do not say who took an order on or gave it back: whoever has it. */
  const holder = (command: CaseCommand["type"], now: CaseState): Caller => {
    const has = holderOf(now);
    return {
      account,
      ...(has === undefined ? {} : { department: has.department }),
      ...(has?.worker === undefined ? {} : { worker: has.worker }),
      roles: stepOf(process, command)?.roles ?? [],
    };
  };
  /** With an order in the same write, unless it says by when somebody has to dispatch it. */
  const order = "dispatchBy" in event.data ? undefined : following[0];
  const body = bodyIn(order);

  switch (event.type) {
    case "VerificationAsked":
    case "CaseFiled": {
      if (event.type === "CaseFiled" && state.status === "verifying")
        return {
          command: "VerifyCase",
          events: body === undefined ? 1 : 2,
          since: "opened",
          marks: body === undefined ? ["waiting"] : ["order", "waiting"],
          make: (at, now, rules) => {
            // Filed without having been looked at: nothing is left to verify.
            if (now.status !== "verifying") return undefined;
            const to = bodyOf(problemOf(now), body, rules);
            return {
              type: "VerifyCase",
              data: { confirmed: true, ...(to === undefined ? {} : { body: to }) },
              at,
            };
          },
        };
      const handled = body === undefined ? undefined : following[1];
      const closed = following[2];
      const isSelfHandled =
        handled?.type === "CaseHandled" && closed?.type === "CaseClosed" && closed.data.selfHandled === true;
      const [next] = following;
      // 管控: filed and voided in one.
      const control = body === undefined && next?.type === "CaseVoided" ? next.data.control : undefined;
      const problem = problemOf(event.data);
      const isVerified = event.type === "VerificationAsked";
      return {
        command: "OpenCase",
        events: isSelfHandled ? 4 : body === undefined && control === undefined ? 1 : 2,
        marks: [
          "opened",
          ...(body === undefined ? (["waiting"] as const) : (["order", "waiting"] as const)),
          ...(isSelfHandled ? (["handled", "closed"] as const) : []),
        ],
        make: (at, _now, rules) => {
          const own = { ...problem, standard: rules.standardFor(problem.standard) };
          const isDropped = isVerified && rules.verifyFor(problem.standard) === "dropped";
          const to = bodyOf(own, isDropped ? confirmedBody(following) : body, rules);
          return {
            type: "OpenCase",
            data: {
              ...own,
              verify: isVerified && !isDropped,
              ...(to === undefined || isSelfHandled ? {} : { body: to }),
              ...(control === undefined ? {} : { control }),
              ...(isSelfHandled ? { selfHandledBy: handled.data.by } : {}),
            },
            at,
          };
        },
      };
    }
    case "CaseRejected":
      return {
        command: "VerifyCase",
        events: 1,
        since: "opened",
        make: (at) => ({ type: "VerifyCase", data: { confirmed: false, reason: event.data.reason }, at }),
      };
    case "CaseMerged":
      return {
        command: "MergeCase",
        events: 1,
        since: "opened",
        make: (at) => ({ type: "MergeCase", data: { into: event.data.into }, at }),
      };
    case "CaseAssigned": {
      const to = bodyIn(event) ?? { department: "" };
      const { ruling } = event.data;
      if (ruling === undefined)
        return {
          command: "AssignCase",
          events: 1,
          since: "waiting",
          marks: ["order"],
          make: (at) => ({ type: "AssignCase", data: to, at }),
        };
      return {
        command: "RuleCase",
        events: 1,
        since: "waiting",
        marks: ["order"],
        make: (at, now) => ({
          type: "RuleCase",
          data: { ...to, reason: ruling.reason },
          by: withRoles("RuleCase", ruling.by, now),
          at,
        }),
      };
    }
    case "CaseAccepted":
      return {
        command: "AcceptCase",
        events: 1,
        since: "order",
        make: (at, now) => ({ type: "AcceptCase", by: holder("AcceptCase", now), at }),
      };
    case "OrderHandedOn":
      return {
        command: "DelegateOrder",
        events: 1,
        since: "order",
        make: (at, now) => {
          const { worker } = event.data;
          return {
            type: "DelegateOrder",
            data: worker === undefined ? {} : { worker },
            by: {
              account,
              department: holderOf(now)?.department ?? "",
              roles: stepOf(process, "DelegateOrder")?.roles ?? [],
            },
            at,
          };
        },
      };
    case "CaseReturned":
      return {
        command: "ReturnCase",
        events: 1,
        since: "order",
        marks: ["waiting"],
        make: (at, now) => ({
          type: "ReturnCase",
          data: { reason: event.data.reason },
          by: holder("ReturnCase", now),
          at,
        }),
      };
    case "OrderRevoked":
      return {
        command: "RevokeOrder",
        events: 1,
        since: "order",
        marks: ["waiting"],
        make: (at, now) => ({
          type: "RevokeOrder",
          data: { reason: event.data.reason },
          by: withRoles("RevokeOrder", event.data.by, now),
          at,
        }),
      };
    case "RequestMade": {
      const { kind, reason, until, by: asker } = event.data;
      return {
        command: "MakeRequest",
        events: 1,
        since: "order",
        marks: ["request"],
        make: (at, now) => ({
          type: "MakeRequest",
          data: kind === "extension" ? { kind, reason } : { kind, reason, until: until ?? at },
          by: withRoles("MakeRequest", asker, now),
          at,
        }),
      };
    }
    case "RequestWithdrawn":
      return {
        command: "WithdrawRequest",
        events: 1,
        since: "request",
        make: (at, now) => ({
          type: "WithdrawRequest",
          data: {},
          by: withRoles("WithdrawRequest", event.data.by, now),
          at,
        }),
      };
    case "RequestEndorsed":
    case "RequestRefused":
    case "CaseExtended":
    case "CaseSuspended": {
      const isEndorsed = event.type === "RequestEndorsed";
      return {
        command: "DecideRequest",
        events: 1,
        since: "request",
        marks: event.type === "CaseSuspended" ? ["suspended"] : [],
        make: (at, now) => {
          const turn = now.status === "accepted" ? now.request?.turn : undefined;
          // A department that asks for itself needs nobody's endorsement.
          if (isEndorsed && turn === "dispatcher") return undefined;
          return {
            type: "DecideRequest",
            data: event.type === "RequestRefused" ? { granted: false, reason: event.data.reason } : { granted: true },
            by: withRoles("DecideRequest", event.data.by, now),
            at,
          };
        },
      };
    }
    case "CaseResumed":
      return {
        command: "ResumeCase",
        events: 1,
        since: "suspended",
        make: (at, now) => ({ type: "ResumeCase", data: {}, by: holder("ResumeCase", now), at }),
      };
    case "StandardChosen": {
      const { standard, by: chooser } = event.data;
      return {
        command: "ChooseStandard",
        events: 1,
        since: "opened",
        make: (at, now, rules) => ({
          type: "ChooseStandard",
          data: { standard: rules.standardFor(standard) },
          by: withRoles("ChooseStandard", chooser, now),
          at,
        }),
      };
    }
    case "AssistAsked": {
      const { department, task, limit, by: asker } = event.data;
      return {
        command: "AskAssist",
        events: 1,
        since: "order",
        marks: [`assist:${department}`],
        make: (at, now) => ({
          type: "AskAssist",
          data: { department, task, limit },
          by: withRoles("AskAssist", asker, now),
          at,
        }),
      };
    }
    case "AssistFinished": {
      const { department, by: finisher } = event.data;
      return {
        command: "FinishAssist",
        events: 1,
        since: `assist:${department}`,
        make: (at) => ({
          type: "FinishAssist",
          data: { department },
          by: { ...finisher, roles: stepOf(process, "FinishAssist")?.roles ?? [] },
          at,
        }),
      };
    }
    case "CaseHandled":
      return {
        command: "ReportHandled",
        events: 1,
        since: "order",
        marks: ["handled"],
        make: (at, now) => ({ type: "ReportHandled", by: withRoles("ReportHandled", event.data.by, now), at }),
      };
    case "CaseReworked":
    case "CaseClosed": {
      const checker: Party | undefined = event.type === "CaseClosed" ? event.data.by : undefined;
      return {
        command: "CheckCase",
        events: 1,
        since: "handled",
        marks: [event.type === "CaseClosed" ? "closed" : "order"],
        make: (at) => ({
          type: "CheckCase",
          data: event.type === "CaseClosed" ? { passed: true } : { passed: false, reason: event.data.reason },
          by: { ...(checker ?? { account }), roles: stepOf(process, "CheckCase")?.roles ?? [] },
          at,
        }),
      };
    }
    case "CaseReopened":
      return {
        command: "ReopenCase",
        events: body === undefined ? 1 : 2,
        since: "closed",
        marks: body === undefined ? ["waiting"] : ["order", "waiting"],
        make: (at) => ({ type: "ReopenCase", at }),
      };
    case "CaseVoided":
      return {
        command: "VoidCase",
        events: 1,
        since: "opened",
        make: (at, now) => ({
          type: "VoidCase",
          data: { reason: event.data.reason },
          by: withRoles("VoidCase", event.data.by, now),
          at,
        }),
      };
    case "SupervisionOrdered": {
      const { id, reason, text, by: superior } = event.data;
      return {
        command: "Supervise",
        events: 1,
        since: "opened",
        marks: [`supervision:${id}`],
        make: (at, now) => ({
          type: "Supervise",
          data: { id, reason, text },
          by: withRoles("Supervise", superior, now),
          at,
        }),
      };
    }
    case "SupervisionReplied": {
      const { id, text, by: replier } = event.data;
      return {
        command: "ReplySupervision",
        events: 1,
        since: `supervision:${id}`,
        make: (at, now) => ({
          type: "ReplySupervision",
          data: { id, text },
          by: withRoles("ReplySupervision", replier, now),
          at,
        }),
      };
    }
    case "AppealMade":
      return {
        command: "MakeAppeal",
        events: 1,
        since: "closed",
        marks: ["appeal"],
        make: (at, now) => ({
          type: "MakeAppeal",
          data: { reason: event.data.reason },
          by: withRoles("MakeAppeal", event.data.by, now),
          at,
        }),
      };
    case "AppealEndorsed":
    case "AppealRefused":
    case "OvertimeExempted":
      return {
        command: "ReviewAppeal",
        events: 1,
        since: "appeal",
        make: (at, now) => ({
          type: "ReviewAppeal",
          data: event.type === "AppealRefused" ? { granted: false, reason: event.data.reason } : { granted: true },
          by: withRoles("ReviewAppeal", event.data.by, now),
          at,
        }),
      };
    case "NoteAdded":
      return {
        command: "AddNote",
        events: 1,
        since: "opened",
        make: (at, now) => ({
          type: "AddNote",
          data: { text: event.data.text },
          by: withRoles("AddNote", event.data.by, now),
          at,
        }),
      };
    case "CaseEscalated":
    case "LadderExhausted":
      throw new Error(`${event.type} is no act`);
  }
};

/** Whom it went to once it had been verified. */
const confirmedBody = (following: readonly CaseEvent[]): Body | undefined => {
  const filed = following.findIndex(({ type }) => type === "CaseFiled");
  return filed < 0 ? undefined : bodyIn(following[filed + 1]);
};

const lookOf = (run: readonly CaseEvent[]): Look => {
  const line: Record<string, string | undefined> = {};
  let isTold = false;
  let next: string | undefined;
  for (const event of run) {
    if (event.type === "CaseEscalated") line[event.data.post] = event.data.person;
    if (event.type === "CaseEscalated" || event.type === "LadderExhausted") isTold = true;
    if (event.type === "OrderHandedOn") next = event.data.worker;
  }
  return {
    at: run[0]?.data.at ?? "",
    ...(isTold ? { line } : {}),
    ...(next === undefined ? {} : { next }),
  };
};

/** @returns undefined for a history that does not begin with the opening of a case. */
export const lifeOf = (history: readonly Recorded[], processOf: (version: string) => Process): Life | undefined => {
  const first = history[0]?.event;
  if (first?.type !== "VerificationAsked" && first?.type !== "CaseFiled") return undefined;
  const events = history.map(({ event }) => event);
  const problem = problemOf(first.data);
  const process = processOf(problem.process);
  const acts: Act[] = [];
  const order: (number | Look)[] = [];
  const told: Told[] = [];
  const successors = new Map<number, (string | undefined)[]>();
  const marks = new Map<Mark, number>();
  let state: CaseState = initial;
  let index = 0;
  while (index < history.length) {
    const entry = history[index];
    if (entry === undefined) break;
    const { event } = entry;
    let count: number;
    if (isLook(event)) {
      let end = index;
      while (events[end] !== undefined && isLook(events[end] as CaseEvent)) end += 1;
      const run = events.slice(index, end);
      // A suspension ends at its own instant, whenever that was seen.
      for (const at of new Set(run.map(({ data }) => data.at)))
        order.push(lookOf(run.filter((one) => one.data.at === at)));
      let seen = state;
      for (const one of run) {
        if (one.type === "CaseEscalated") told.push({ at: one.data.at, post: one.data.post, person: one.data.person });
        if (one.type === "OrderHandedOn" && "assignment" in seen) {
          const { attempt } = seen.assignment;
          successors.set(attempt, [...(successors.get(attempt) ?? []), one.data.worker]);
        }
        seen = evolve(seen, one);
      }
      count = run.length;
    } else {
      const reading = read({ state, entry, following: events.slice(index + 1), process });
      const place = acts.length;
      acts.push({
        at: event.data.at,
        command: reading.command,
        since: reading.since === undefined ? undefined : marks.get(reading.since),
        make: reading.make,
      });
      order.push(place);
      for (const mark of reading.marks ?? []) marks.set(mark, place);
      count = reading.events;
    }
    state = events.slice(index, index + count).reduce(evolve, state);
    index += count;
  }
  return { problem, acts, order, told, successors };
};
