/** 派遣单, as a prediction sees it: when it began, by when it was due at each instant, and how it ended. */
import type { Calendar, ClockKind } from "@wangge/calendar";
import type { CaseState } from "../case.ts";
import type { CaseEvent } from "../events.ts";

export interface OrderFact {
  /** The case, and which of its orders. */
  readonly id: string;
  readonly category: string;
  readonly department: string;
  readonly street: string;
  /** Epoch milliseconds, as all instants here. */
  readonly startedAt: number;
  readonly kind: ClockKind;
  /** Deadlines as they were issued, each from when on; infinite while the clock stands still. */
  readonly deadlines: readonly { readonly from: number; readonly dueAt: number }[];
  readonly attempt: number;
  /** "Not ours" so far, before this order. */
  readonly returns: number;
  readonly endedAt?: number;
  /** Ended by being handled; otherwise it was taken back, and how it would have ended nobody knows. */
  readonly isHandled?: true;
}

/** Late or not, and from when on that was known: its deadline where it let it pass, else its end. */
export interface Outcome {
  readonly late: boolean;
  readonly knownAt: number;
}

/** The deadline as it stood at an instant. */
export const dueAsOf = ({ deadlines }: OrderFact, at: number): number => {
  let due = Number.POSITIVE_INFINITY;
  for (const { from, dueAt } of deadlines) if (from <= at) due = dueAt;
  return due;
};

/** What is known of its end at an instant; undefined while everything is open. */
export const outcomeAsOf = (order: OrderFact, at: number): Outcome | undefined => {
  const { deadlines, endedAt, isHandled } = order;
  const end = endedAt !== undefined && endedAt <= at ? endedAt : undefined;
  for (const [index, { from, dueAt }] of deadlines.entries()) {
    if (from > at) break;
    const next = deadlines[index + 1]?.from;
    const until = Math.min(next !== undefined && next <= at ? next : at, end ?? at);
    // A deadline that passed while it ran; one that was moved before counts no longer.
    if (until > dueAt) return { late: true, knownAt: dueAt };
  }
  return end !== undefined && isHandled === true ? { late: false, knownAt: end } : undefined;
};

export const isOpenAt = ({ startedAt, endedAt }: OrderFact, at: number): boolean =>
  startedAt <= at && (endedAt === undefined || endedAt > at);

const isContinuous = (kind: ClockKind): boolean => kind === "urgentHour" || kind === "naturalDay";

/** How much of its time until the deadline, as it then stood, was used: 1 at the deadline. In working time where that is what runs. */
export const shareUsed = (order: OrderFact, at: number, calendar: Calendar): number => {
  const due = dueAsOf(order, at);
  if (!Number.isFinite(due)) return 0;
  const { startedAt, kind } = order;
  const [used, all] = isContinuous(kind)
    ? [at - startedAt, due - startedAt]
    : [calendar.elapsedMs(startedAt, at, "workingHour"), calendar.elapsedMs(startedAt, due, "workingHour")];
  return all <= 0 ? 1 : Math.max(0, Math.min(1, used / all));
};

/** The instant at which so much of the time until the first deadline was used. */
export const instantOfShare = (order: OrderFact, share: number, calendar: Calendar): number => {
  const { startedAt, kind } = order;
  const due = order.deadlines[0]?.dueAt ?? startedAt;
  if (isContinuous(kind)) return Math.round(startedAt + share * (due - startedAt));
  return calendar.addTime(startedAt, share * calendar.elapsed(startedAt, due, "workingHour"), "workingHour");
};

type Mutable = { -readonly [Name in keyof OrderFact]: OrderFact[Name] } & {
  deadlines: { readonly from: number; readonly dueAt: number }[];
};

/** All orders of a case, from its history. */
export const ordersOf = (caseId: string, events: readonly CaseEvent[]): readonly OrderFact[] => {
  const orders: Mutable[] = [];
  let about = { category: "", street: "", kind: "naturalDay" as ClockKind };
  let open: Mutable | undefined;
  let last: Mutable | undefined;
  let returns = 0;
  const begin = (at: number, dueAt: number, attempt: number, department: string): void => {
    const order: Mutable = {
      id: `${caseId}/${String(attempt)}`,
      ...about,
      department,
      startedAt: at,
      deadlines: [{ from: at, dueAt }],
      attempt,
      returns,
    };
    orders.push(order);
    open = order;
    last = order;
  };
  for (const event of events) {
    const at = Date.parse(event.data.at);
    switch (event.type) {
      case "VerificationAsked":
      case "CaseFiled": {
        const { category, street, standard } = event.data;
        about = { category, street, kind: standard.limit.kind };
        break;
      }
      case "StandardChosen":
        about = { ...about, kind: event.data.standard.limit.kind };
        break;
      case "CaseAssigned":
        begin(at, Date.parse(event.data.dueAt), event.data.attempt, event.data.department);
        break;
      case "CaseReworked":
        begin(at, Date.parse(event.data.dueAt), event.data.attempt, last?.department ?? "");
        break;
      case "CaseExtended":
      case "CaseResumed":
        open?.deadlines.push({ from: at, dueAt: Date.parse(event.data.dueAt) });
        break;
      case "CaseSuspended":
        // A deadline that has passed stays passed.
        if (open !== undefined && dueAsOf(open, at) >= at)
          open.deadlines.push({ from: at, dueAt: Number.POSITIVE_INFINITY });
        break;
      case "CaseReturned":
      case "OrderRevoked":
      case "CaseVoided":
      case "CaseMerged":
      case "CaseHandled":
        if (event.type === "CaseReturned") returns += 1;
        if (open !== undefined) {
          open.endedAt = at;
          if (event.type === "CaseHandled") open.isHandled = true;
        }
        open = undefined;
        break;
      default:
    }
  }
  return orders;
};

/**
 * The one order of a case whose state tells all of it: the first, never stopped, never extended. Undefined where the history has
 * to be asked.
 */
export const orderOfState = (caseId: string, state: CaseState): OrderFact | undefined => {
  if (!("assignment" in state) || state.attempts !== 1) return undefined;
  const { department, assignedAt, dueAt, attempt, extensions, segments } = state.assignment;
  if (extensions !== undefined || segments !== undefined) return undefined;
  const { category, street, standard } = state;
  return {
    id: `${caseId}/${String(attempt)}`,
    category,
    street,
    kind: standard.limit.kind,
    department,
    startedAt: Date.parse(assignedAt),
    deadlines: [{ from: Date.parse(assignedAt), dueAt: Date.parse(dueAt) }],
    attempt,
    returns: 0,
    ...("handledAt" in state ? { endedAt: Date.parse(state.handledAt), isHandled: true as const } : {}),
  };
};
