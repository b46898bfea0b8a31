import type { Limit } from "@wangge/calendar";
import { extended, isLate, resumed, stopped, stoppedAtOf, type Clock } from "./clock.ts";
import type {
  About,
  CaseEvent,
  Party,
  Problem,
  RejectionReason,
  SupervisionReason,
  SuspensionCause,
  VoidReason,
} from "./events.ts";

/** 派遣单: the order that is open, or was last. */
export interface Assignment extends Clock {
  readonly department: string;
  readonly worker?: string;
  readonly attempt: number;
  readonly rule?: string;
  /** By a ruling: it may not come back. */
  readonly ruled?: true;
  /** Suspensions granted in this order. */
  readonly suspensions?: number;
  /** Workers who let it pass. */
  readonly passed?: readonly string[];
}

/** 协办: another department's part, with a clock of its own. */
export interface Assist extends Clock {
  readonly department: string;
  readonly task: string;
  readonly limit: Limit;
  readonly finishedAt?: string;
  readonly because?: "done" | "released";
}

export interface Supervision {
  readonly id: string;
  readonly reason: SupervisionReason;
  readonly orderedAt: string;
  readonly replyBy: string;
  readonly repliedAt?: string;
}

/** How far up a breach has been told. */
export interface Escalation {
  readonly breachedAt: string;
  readonly level: number;
  /** Absent once the ladder is exhausted. */
  readonly nextAt?: string;
}

interface Known extends Problem {
  /** Orders so far, rework included. */
  readonly attempts: number;
  /** 退回次数: how often a body said "not ours". */
  readonly returns: number;
  /** 返工次数: how often a check failed. */
  readonly reworks?: number;
  readonly assists?: readonly Assist[];
  readonly supervisions?: readonly Supervision[];
  readonly escalations?: Readonly<Record<string, Escalation>>;
  /** Departments whose part is open. */
  readonly assisting?: readonly string[];
  /** An order from above waits for an answer. */
  readonly supervised?: true;
  /** When the platform has to look at it next; absent where nothing runs. */
  readonly wakeAt?: string;
}

interface Filed extends Known {
  readonly filedAt: string;
}

interface Assigned extends Filed {
  readonly assignment: Assignment;
}

interface Accepted extends Assigned {
  readonly acceptedAt: string;
}

interface Handled extends Assigned {
  readonly handledAt: string;
  readonly handledBy: Party;
}

/** 延期 or 挂账, asked for and not yet decided. It dies with the order. */
export interface OpenRequest {
  readonly kind: "extension" | "suspension";
  readonly until?: string;
  readonly cause?: SuspensionCause;
  readonly askedAt: string;
  readonly by: Party;
  readonly turn: "department" | "dispatcher";
  readonly endorsedBy?: Party;
}

/** 超时申诉. */
export interface Appeal {
  readonly madeAt: string;
  readonly by: Party;
  readonly endorsedBy?: Party;
  readonly outcome?: "exempted" | "refused";
}

export type CaseState =
  | { readonly status: "new" }
  | ({ readonly status: "verifying"; readonly askedAt: string; readonly verifyBy: string } & Known)
  | ({ readonly status: "rejected"; readonly rejectedAt: string; readonly reason: RejectionReason } & Known)
  /** 并案: the same problem as another case, which goes on for both. */
  | ({ readonly status: "merged"; readonly mergedAt: string; readonly mergedInto: string } & Known)
  /** 作废: filed and not to be handled. */
  | ({ readonly status: "voided"; readonly voidedAt: string; readonly reason: VoidReason } & Filed)
  /** 待派遣: a case without a body. `stopped` is the order that came back. */
  | ({ readonly status: "filed"; readonly dispatchBy?: string; readonly stopped?: Assignment } & Filed)
  | ({ readonly status: "assigned"; readonly acceptBy?: string } & Assigned)
  | ({ readonly status: "accepted"; readonly request?: OpenRequest } & Accepted)
  /** 挂账: the clock stands still until the day that was granted. */
  | ({ readonly status: "suspended"; readonly suspendedAt: string; readonly until: string } & Accepted)
  | ({ readonly status: "handled"; readonly checkBy: string } & Handled)
  | ({
      readonly status: "closed";
      readonly closedAt: string;
      readonly checkedBy: Party;
      readonly selfHandled?: true;
      readonly appeal?: Appeal;
    } & Handled);

export type CaseStatus = CaseState["status"];
export type Existing = Exclude<CaseState, { readonly status: "new" }>;

export const initial: CaseState = { status: "new" };

export const problemOf = ({
  grid,
  street,
  category,
  channel,
  reportedAt,
  standard,
  isPrivate,
  priority,
  process,
}: Problem): Problem => ({
  grid,
  street,
  category,
  ...(channel === undefined ? {} : { channel }),
  reportedAt,
  standard,
  process,
  ...(isPrivate === undefined ? {} : { isPrivate }),
  ...(priority === undefined ? {} : { priority }),
});

const knownOf = (state: Known): Known => {
  const { attempts, returns, reworks, assists, supervisions, escalations } = state;
  return {
    ...problemOf(state),
    attempts,
    returns,
    ...(reworks === undefined ? {} : { reworks }),
    ...(assists === undefined ? {} : { assists }),
    ...(supervisions === undefined ? {} : { supervisions }),
    ...(escalations === undefined ? {} : { escalations }),
  };
};

const filedOf = (state: Filed): Filed => ({ ...knownOf(state), filedAt: state.filedAt });

const assignedOf = (state: Assigned): Assigned => ({ ...filedOf(state), assignment: state.assignment });

const acceptedOf = (state: Accepted): Accepted => ({ ...assignedOf(state), acceptedAt: state.acceptedAt });

/** An event that does not fit the state would mean that `decide` let it through: a bug, told loudly. */
const misplaced = (state: CaseState, event: CaseEvent): Error =>
  new Error(`${event.type} in a case that is ${state.status}`);

const mapAssists = (state: Known, change: (assist: Assist) => Assist): { readonly assists?: readonly Assist[] } =>
  state.assists === undefined ? {} : { assists: state.assists.map(change) };

export const openAssists = ({ assists = [] }: Pick<Known, "assists">): readonly Assist[] =>
  assists.filter(({ finishedAt }) => finishedAt === undefined);

/** A clock that somebody is bound by. */
export interface Running {
  readonly about: About | "suspension";
  readonly dueAt: string;
  /** It stands still. */
  readonly isStopped?: true;
}

/** All clocks of a case that have not come to their end. */
export const clocksOf = (state: CaseState): readonly Running[] => {
  const clocks: Running[] = [];
  const add = (about: Running["about"], dueAt: string | undefined, isStopped = false): void => {
    if (dueAt !== undefined) clocks.push({ about, dueAt, ...(isStopped ? { isStopped: true as const } : {}) });
  };
  switch (state.status) {
    case "new":
    case "rejected":
    case "merged":
    case "voided":
    case "closed":
      return clocks;
    case "verifying":
      add("verification", state.verifyBy);
      break;
    case "filed":
      add("dispatch", state.dispatchBy);
      if (state.stopped !== undefined) add("handling", state.stopped.dueAt, true);
      break;
    case "assigned":
      add("acceptance", state.acceptBy);
      add("handling", state.assignment.dueAt);
      break;
    case "accepted":
      add("handling", state.assignment.dueAt);
      break;
    case "suspended":
      add("suspension", state.until);
      add("handling", state.assignment.dueAt, true);
      break;
    case "handled":
      add("check", state.checkBy);
      break;
  }
  for (const assist of openAssists(state))
    add(`assist:${assist.department}`, assist.dueAt, stoppedAtOf(assist) !== undefined);
  for (const { id, replyBy, repliedAt } of state.supervisions ?? [])
    if (repliedAt === undefined) add(`supervision:${id}`, replyBy);
  return clocks;
};

/** When a clock wants something next: its deadline, then one level of the ladder after the other. */
export const nextOf = (state: CaseState, { about, dueAt, isStopped }: Running): string | undefined => {
  if (isStopped === true) return undefined;
  const told = state.status === "new" ? undefined : state.escalations?.[about];
  return told?.breachedAt === dueAt ? told.nextAt : dueAt;
};

/** Whatever ended takes its escalation along; what runs says when it wants to be looked at. */
const settled = (state: CaseState): CaseState => {
  if (state.status === "new") return state;
  const clocks = clocksOf(state);
  const { escalations, wakeAt: _wake, assisting: _assisting, supervised: _supervised, ...rest } = state;
  const isEnded = clocks.length === 0;
  const assisting = isEnded ? [] : openAssists(state).map(({ department }) => department);
  const isSupervised = !isEnded && state.supervisions?.some(({ repliedAt }) => repliedAt === undefined) === true;
  // A closed case may be opened again: what its superiors were told they are not told twice.
  const kept = Object.entries(escalations ?? {}).filter(
    ([about, { breachedAt }]) =>
      state.status === "closed" || clocks.some((clock) => clock.about === about && clock.dueAt === breachedAt),
  );
  let wakeAt: string | undefined;
  for (const clock of clocks) {
    const next = nextOf(state, clock);
    if (next !== undefined && (wakeAt === undefined || next < wakeAt)) wakeAt = next;
  }
  return {
    ...rest,
    ...(kept.length === 0 ? {} : { escalations: Object.fromEntries(kept) }),
    ...(assisting.length === 0 ? {} : { assisting }),
    ...(isSupervised ? { supervised: true as const } : {}),
    ...(wakeAt === undefined ? {} : { wakeAt }),
  };
};

const evolveBare = (state: CaseState, event: CaseEvent): CaseState => {
  switch (event.type) {
    case "VerificationAsked": {
      const { at: askedAt, verifyBy } = event.data;
      return { status: "verifying", ...problemOf(event.data), askedAt, verifyBy, attempts: 0, returns: 0 };
    }
    case "CaseRejected":
      if (state.status !== "verifying") throw misplaced(state, event);
      return { status: "rejected", ...knownOf(state), rejectedAt: event.data.at, reason: event.data.reason };
    case "CaseMerged": {
      if (!isMergeable(state)) throw misplaced(state, event);
      const { at: mergedAt, into: mergedInto } = event.data;
      return { status: "merged", ...knownOf(state), mergedAt, mergedInto };
    }
    case "CaseVoided":
      if (!("filedAt" in state) || state.status === "handled" || state.status === "closed")
        throw misplaced(state, event);
      return { status: "voided", ...filedOf(state), voidedAt: event.data.at, reason: event.data.reason };
    case "CaseFiled": {
      const { at: filedAt, dispatchBy } = event.data;
      const before = state.status === "verifying" ? knownOf(state) : { attempts: 0, returns: 0 };
      return {
        status: "filed",
        ...before,
        ...problemOf(event.data),
        filedAt,
        ...(dispatchBy === undefined ? {} : { dispatchBy }),
      };
    }
    case "CaseAssigned": {
      if (state.status !== "filed") throw misplaced(state, event);
      const {
        department,
        worker,
        at: assignedAt,
        dueAt,
        calendar,
        attempt,
        acceptBy,
        rule,
        resumes,
        ruling,
      } = event.data;
      const order = {
        department,
        ...(worker === undefined ? {} : { worker }),
        attempt,
        ...(rule === undefined ? {} : { rule }),
        ...(ruling === undefined ? {} : { ruled: true as const }),
      };
      const clock =
        resumes === true && state.stopped !== undefined
          ? clockOf(resumed(state.stopped, event.data))
          : { assignedAt, dueAt, calendar };
      return {
        ...filedOf(state),
        status: "assigned",
        attempts: attempt,
        assignment: { ...order, ...clock },
        ...(acceptBy === undefined ? {} : { acceptBy }),
      };
    }
    case "CaseAccepted":
      if (state.status !== "assigned") throw misplaced(state, event);
      return { ...assignedOf(state), status: "accepted", acceptedAt: event.data.at };
    case "OrderHandedOn": {
      if (state.status !== "assigned" && state.status !== "accepted") throw misplaced(state, event);
      const { worker, acceptBy, because } = event.data;
      const { worker: before, passed = [], ...order } = state.assignment;
      const let_ = because === "notAccepted" && before !== undefined ? [...passed, before] : passed;
      return {
        ...filedOf(state),
        status: "assigned",
        assignment: {
          ...order,
          ...(worker === undefined ? {} : { worker }),
          ...(let_.length === 0 ? {} : { passed: let_ }),
        },
        ...(acceptBy === undefined ? {} : { acceptBy }),
      };
    }
    case "CaseReturned":
    case "OrderRevoked": {
      if (state.status !== "assigned" && state.status !== "accepted") throw misplaced(state, event);
      const { at, dispatchBy } = event.data;
      return {
        ...filedOf(state),
        status: "filed",
        returns: state.returns + (event.type === "CaseReturned" ? 1 : 0),
        dispatchBy,
        stopped: stopped(state.assignment, at),
      };
    }
    case "RequestMade": {
      if (state.status !== "accepted") throw misplaced(state, event);
      const { kind, until, cause, at: askedAt, by, turn } = event.data;
      const wanted = { ...(until === undefined ? {} : { until }), ...(cause === undefined ? {} : { cause }) };
      return { ...state, request: { kind, ...wanted, askedAt, by, turn } };
    }
    case "RequestEndorsed":
      if (state.status !== "accepted" || state.request === undefined) throw misplaced(state, event);
      return { ...state, request: { ...state.request, turn: "dispatcher", endorsedBy: event.data.by } };
    case "RequestRefused":
    case "RequestWithdrawn":
      if (state.status !== "accepted") throw misplaced(state, event);
      return { ...acceptedOf(state), status: "accepted" };
    case "CaseExtended":
      if (state.status !== "accepted") throw misplaced(state, event);
      return { ...acceptedOf(state), status: "accepted", assignment: extended(state.assignment, event.data) };
    case "CaseSuspended": {
      if (state.status !== "accepted") throw misplaced(state, event);
      const { at: suspendedAt, until } = event.data;
      const { suspensions = 0 } = state.assignment;
      return {
        ...acceptedOf(state),
        status: "suspended",
        suspendedAt,
        until,
        assignment: { ...stopped(state.assignment, suspendedAt), suspensions: suspensions + 1 },
        ...mapAssists(state, (assist) => (assist.finishedAt === undefined ? stopped(assist, suspendedAt) : assist)),
      };
    }
    case "CaseResumed": {
      if (state.status !== "suspended") throw misplaced(state, event);
      const { at, assists = {} } = event.data;
      return {
        ...acceptedOf(state),
        status: "accepted",
        assignment: resumed(state.assignment, event.data),
        ...mapAssists(state, (assist) => {
          const issued = assists[assist.department];
          return assist.finishedAt !== undefined || issued === undefined ? assist : resumed(assist, { at, ...issued });
        }),
      };
    }
    case "StandardChosen":
      if (state.status !== "verifying" && state.status !== "filed") throw misplaced(state, event);
      return { ...state, standard: event.data.standard };
    case "AssistAsked": {
      if (!("filedAt" in state)) throw misplaced(state, event);
      const { department, task, limit, at: assignedAt, dueAt, calendar } = event.data;
      const others = (state.assists ?? []).filter((assist) => assist.department !== department);
      return { ...state, assists: [...others, { department, task, limit, assignedAt, dueAt, calendar }] };
    }
    case "AssistFinished": {
      if (!("filedAt" in state)) throw misplaced(state, event);
      const { department, at: finishedAt, because } = event.data;
      return {
        ...state,
        ...mapAssists(state, (assist) =>
          assist.department === department ? { ...assist, finishedAt, because } : assist,
        ),
      };
    }
    case "CaseHandled": {
      if (state.status !== "assigned" && state.status !== "accepted") throw misplaced(state, event);
      const { at: handledAt, by: handledBy, checkBy } = event.data;
      return { ...assignedOf(state), status: "handled", handledAt, handledBy, checkBy };
    }
    case "CaseReworked": {
      if (state.status !== "handled") throw misplaced(state, event);
      const { at: assignedAt, dueAt, calendar, attempt, acceptBy } = event.data;
      const { department, worker, rule, ruled } = state.assignment;
      return {
        ...filedOf(state),
        status: "assigned",
        attempts: attempt,
        reworks: (state.reworks ?? 0) + 1,
        assignment: {
          department,
          ...(worker === undefined ? {} : { worker }),
          ...(rule === undefined ? {} : { rule }),
          ...(ruled === undefined ? {} : { ruled }),
          assignedAt,
          dueAt,
          calendar,
          attempt,
        },
        ...(acceptBy === undefined ? {} : { acceptBy }),
      };
    }
    case "CaseReopened": {
      if (state.status !== "closed") throw misplaced(state, event);
      const { dispatchBy } = event.data;
      return { ...filedOf(state), status: "filed", ...(dispatchBy === undefined ? {} : { dispatchBy }) };
    }
    case "CaseClosed": {
      if (state.status !== "handled") throw misplaced(state, event);
      const { handledAt, handledBy } = state;
      const { at: closedAt, by: checkedBy, selfHandled } = event.data;
      return {
        ...assignedOf(state),
        status: "closed",
        handledAt,
        handledBy,
        closedAt,
        checkedBy,
        ...(selfHandled === undefined ? {} : { selfHandled }),
      };
    }
    case "SupervisionOrdered": {
      if (state.status === "new") throw misplaced(state, event);
      const { id, reason, at: orderedAt, replyBy } = event.data;
      return { ...state, supervisions: [...(state.supervisions ?? []), { id, reason, orderedAt, replyBy }] };
    }
    case "SupervisionReplied": {
      if (state.status === "new") throw misplaced(state, event);
      const { id, at: repliedAt } = event.data;
      const supervisions = (state.supervisions ?? []).map((one) => (one.id === id ? { ...one, repliedAt } : one));
      return { ...state, supervisions };
    }
    case "AppealMade":
      if (state.status !== "closed") throw misplaced(state, event);
      return { ...state, appeal: { madeAt: event.data.at, by: event.data.by } };
    case "AppealEndorsed":
      if (state.status !== "closed" || state.appeal === undefined) throw misplaced(state, event);
      return { ...state, appeal: { ...state.appeal, endorsedBy: event.data.by } };
    case "AppealRefused":
    case "OvertimeExempted":
      if (state.status !== "closed" || state.appeal === undefined) throw misplaced(state, event);
      return {
        ...state,
        appeal: { ...state.appeal, outcome: event.type === "AppealRefused" ? "refused" : "exempted" },
      };
    case "NoteAdded":
      return state;
    case "CaseEscalated": {
      if (state.status === "new") throw misplaced(state, event);
      const { about, breachedAt, level, nextAt } = event.data;
      return { ...state, escalations: { ...state.escalations, [about]: { breachedAt, level, nextAt } } };
    }
    case "LadderExhausted": {
      if (state.status === "new") throw misplaced(state, event);
      const { about, breachedAt } = event.data;
      const level = state.escalations?.[about]?.level ?? 0;
      return { ...state, escalations: { ...state.escalations, [about]: { breachedAt, level } } };
    }
  }
};

const clockOf = ({ assignedAt, dueAt, calendar, extensions, segments, ...rest }: Assignment) => {
  const { suspensions, passed } = rest;
  return {
    assignedAt,
    dueAt,
    calendar,
    ...(extensions === undefined ? {} : { extensions }),
    ...(segments === undefined ? {} : { segments }),
    ...(suspensions === undefined ? {} : { suspensions }),
    ...(passed === undefined ? {} : { passed }),
  };
};

export const evolve = (state: CaseState, event: CaseEvent): CaseState => settled(evolveBare(state, event));

/** Nobody has done the work yet. */
export const isMergeable = (
  state: CaseState,
): state is Extract<CaseState, { readonly status: "verifying" | "filed" | "assigned" | "accepted" | "suspended" }> =>
  state.status === "verifying" ||
  state.status === "filed" ||
  state.status === "assigned" ||
  state.status === "accepted" ||
  state.status === "suspended";

export interface WorkingParty {
  readonly worker?: string | undefined;
  readonly department?: string | undefined;
}

/** Has the order or a part of it, or had it last. A worker's order is his own, whatever his department. */
export const hasOrder = (state: CaseState, { worker, department }: WorkingParty): boolean => {
  if (state.status === "new") return false;
  if (worker === undefined && state.assists?.some((assist) => assist.department === department) === true) return true;
  if (!("assignment" in state)) return false;
  return worker === undefined ? department === state.assignment.department : worker === state.assignment.worker;
};

/**
 * 不公开: a private case is there for the office, for who works on it, and for the workers of its grid while they verify it.
 * `knower` without `isOffice` and `grids` is nobody special.
 */
export const mayKnow = (
  state: CaseState,
  knower: WorkingParty & { readonly isOffice?: boolean; readonly grids?: readonly string[] },
): boolean => {
  if (state.status === "new" || state.isPrivate !== true || knower.isOffice === true || hasOrder(state, knower))
    return true;
  return state.status === "verifying" && knower.grids?.includes(state.grid) === true;
};

/** 超时: past its deadline and not handled before it. A fact, whatever is exempted later. */
export const isOverdue = (state: CaseState, now: string): boolean => {
  switch (state.status) {
    case "assigned":
    case "accepted":
    case "suspended":
      return isLate(state.assignment, now);
    case "handled":
    case "closed":
      return isLate(state.assignment, state.handledAt);
    case "filed":
      return state.stopped !== undefined && isLate(state.stopped, now);
    case "new":
    case "verifying":
    case "rejected":
    case "merged":
    case "voided":
      return false;
  }
};

/** 免责: it was late, and does not count as late. */
export const isExempted = (state: CaseState): boolean =>
  state.status === "closed" && state.appeal?.outcome === "exempted";
