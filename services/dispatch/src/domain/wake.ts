/**
 * 升级与到期. What time does to a case: a suspension ends, an order that nobody took on goes to the next, a missed deadline is told
 * up the ladder. All of it from the case's own clocks, in the order in which it was due, however late somebody looks.
 */
import type { Calendars } from "@wangge/calendar";
import { clocksOf, evolve, nextOf, openAssists, type CaseState, type Running } from "./case.ts";
import { resumedDue } from "./clock.ts";
import type { CaseCommand, Line } from "./commands.ts";
import type { About, CaseEvent } from "./events.ts";
import type { Ladder, Process } from "./process.ts";
import { acceptBy, stageEnd } from "./stages.ts";

interface Due {
  readonly clock: Running;
  readonly dueAt: string;
}

/** What is due first; the names decide between equals, so that every replica sees one order. */
const firstDue = (state: CaseState, at: string, without: (clock: Running) => boolean): Due | undefined => {
  let first: Due | undefined;
  for (const clock of clocksOf(state)) {
    const dueAt = nextOf(state, clock);
    if (dueAt === undefined || dueAt > at || without(clock)) continue;
    if (first === undefined || dueAt < first.dueAt || (dueAt === first.dueAt && clock.about < first.clock.about))
      first = { clock, dueAt };
  }
  return first;
};

/** 挂账到期: it runs again from the day that was granted, not from when somebody looked. */
export const resume = (
  state: Extract<CaseState, { readonly status: "suspended" }>,
  at: string,
  because: "ended" | "early",
  calendars: Calendars,
): CaseEvent => {
  const assists = openAssists(state).map(
    (assist) => [assist.department, resumedDue(assist, assist.limit, at, calendars)] as const,
  );
  return {
    type: "CaseResumed",
    data: {
      at,
      department: state.assignment.department,
      because,
      ...resumedDue(state.assignment, state.standard.limit, at, calendars),
      ...(assists.length === 0 ? {} : { assists: Object.fromEntries(assists) }),
    },
  };
};

const escalate = (
  state: CaseState,
  { clock, dueAt }: Due,
  { levels, exhaustedAfter }: Ladder,
  line: Line,
  at: string,
  calendars: Calendars,
): CaseEvent => {
  const about = clock.about as About;
  const breachedAt = clock.dueAt;
  const told = state.status === "new" ? undefined : state.escalations?.[about];
  const level = told?.breachedAt === breachedAt ? told.level + 1 : 1;
  const rung = levels[level - 1];
  if (rung === undefined) return { type: "LadderExhausted", data: { about, breachedAt, dueAt, at } };
  const person = line[rung.post];
  // A vacant post answers nothing: the next one hears of it at once.
  const next = person === undefined ? undefined : (levels[level]?.after ?? exhaustedAfter);
  const nextAt = next === undefined ? dueAt : stageEnd(next, dueAt, calendars);
  return {
    type: "CaseEscalated",
    data: {
      about,
      breachedAt,
      level,
      post: rung.post,
      ...(person === undefined ? {} : { person }),
      dueAt,
      at,
      nextAt,
    },
  };
};

export const wake = (
  { data: { line, next }, at }: Extract<CaseCommand, { readonly type: "WakeCase" }>,
  state: CaseState,
  process: Process,
  calendars: Calendars,
): CaseEvent[] => {
  const events: CaseEvent[] = [];
  const isTelling = ({ about }: Running): boolean => about !== "suspension" && about !== "acceptance";
  let now = state;
  for (;;) {
    const due = firstDue(now, at, (clock) => line === undefined && isTelling(clock));
    if (due === undefined) return events;
    let event: CaseEvent;
    if (due.clock.about === "suspension" && now.status === "suspended")
      event = resume(now, now.until, "ended", calendars);
    else if (due.clock.about === "acceptance" && now.status === "assigned") {
      const { department, worker } = now.assignment;
      const isNext = next !== undefined && next !== worker && now.assignment.passed?.includes(next) !== true;
      event = {
        type: "OrderHandedOn",
        data: {
          department,
          because: "notAccepted",
          at,
          ...(isNext ? { worker: next, ...acceptBy(process, now.standard.limit, next, at, calendars) } : {}),
        },
      };
    } else event = escalate(now, due, process.ladder, line ?? {}, at, calendars);
    events.push(event);
    now = evolve(now, event);
  }
};
