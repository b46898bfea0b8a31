/**
 * 重演. One life again: people act as long after what they answered to as they did, the rules decide anew, and somebody looks at
 * the very instant at which something is due. Under the rules that were, the history comes out as it was.
 */
import { CalendarError, type Calendars } from "@wangge/calendar";
import { isDomainError } from "@wangge/kit/errors";
import { evolve, initial, type CaseState } from "../case.ts";
import type { CaseCommand, Line } from "../commands.ts";
import { decideWith } from "../decide.ts";
import type { CaseEvent } from "../events.ts";
import type { Act, Life, Look } from "./acts.ts";
import type { Changed } from "./changes.ts";

/** What somebody did and could not have done under these rules. Listed, not guessed. */
export interface Impossible {
  readonly command: CaseCommand["type"];
  /** Its place among the acts of the life; absent: a look. */
  readonly act?: number;
  readonly at: string;
  /** The refusal; `dispatch.whatif.nothing_new` where it would have said nothing. */
  readonly code: string;
  /** It was somebody else's to do, who did the same. */
  readonly instead?: CaseCommand["type"];
}

export interface Replayed {
  readonly events: readonly CaseEvent[];
  readonly state: CaseState;
  readonly impossible: readonly Impossible[];
  /** Something that nobody ever did decides its course: how it would have gone is not known. */
  readonly isUndecided?: true;
}

export interface ReplayOptions {
  readonly rules: Changed;
  /** The calendars by which people worked. */
  readonly lived: Calendars;
  /** Looks as they were recorded, or at every instant at which something is due. */
  readonly looks: "recorded" | "exact";
  /** The last instant looked at. */
  readonly until: string;
  /** Who holds the posts above a grid, for whoever was never told of the case. */
  readonly lineOf: (grid: string) => Line;
}

const isWorked = (at: number, { current }: Calendars): boolean => current.elapsedMs(at - 1, at, "workingHour") > 0;

/**
 * When an act takes place whose occasion now is at another instant, or under another calendar: what was done in working time takes
 * as much working time, what was done outside it as much time by the clock on the wall.
 */
const placed = (
  at: string,
  since: { readonly was: string; readonly is: string },
  lived: Calendars,
  now: Calendars,
): string => {
  if (since.was === since.is && lived.current === now.current) return at;
  const was = Date.parse(since.was);
  const is = Date.parse(since.is);
  const did = Date.parse(at);
  try {
    if (isWorked(did, lived)) {
      const hours = lived.current.elapsed(was, did, "workingHour");
      if (hours > 0) return new Date(now.current.addTime(is, hours, "workingHour")).toISOString();
    }
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
  }
  return new Date(is + did - was).toISOString();
};

/** Refused only because it is another one's to do: the same, by whoever may. */
const byAnother = (command: CaseCommand, code: string): CaseCommand | undefined => {
  if (command.type === "AssignCase" && code === "dispatch.case.ruling_needed") {
    const by = { account: "service" };
    return { type: "RuleCase", data: { ...command.data, reason: "ruling" }, by, at: command.at };
  }
  if (command.type === "RuleCase" && code === "dispatch.case.ruling_not_due") {
    const { reason: _, ...body } = command.data;
    return { type: "AssignCase", data: body, at: command.at };
  }
  return undefined;
};

const codeOf = (error: unknown): string => {
  if (isDomainError(error) || error instanceof CalendarError) return error.code;
  throw error;
};

/** At most so many due things in one life; more would be a rule that never comes to an end. */
const MOST_WAKES = 10_000;

export const replay = (life: Life, options: ReplayOptions): Replayed => {
  const { rules, lived, looks, until, lineOf } = options;
  const { calendars } = rules.rules;
  const decide = decideWith(rules.rules);
  const isVerified = life.acts.some(({ command }) => command === "VerifyCase");
  const isSelfHandled = life.acts.length === 1;
  if (rules.verifyFor(life.problem.standard) === "demanded" && !isVerified && !isSelfHandled)
    return { events: [], state: initial, impossible: [], isUndecided: true };

  const events: CaseEvent[] = [];
  const impossible: Impossible[] = [];
  const times: (string | undefined)[] = [];
  let state: CaseState = initial;
  let passed = 0;
  let attempt = 0;
  let last = "";
  let isMoved = false;

  const apply = (command: CaseCommand): readonly CaseEvent[] => {
    const made = decide(command, state);
    for (const event of made) {
      state = evolve(state, event);
      events.push(event);
      if ("assignment" in state && state.assignment.attempt !== attempt) {
        attempt = state.assignment.attempt;
        passed = 0;
      }
      if (event.type === "OrderHandedOn" && event.data.because === "notAccepted") passed += 1;
    }
    return made;
  };

  const lineAt = (at: string): Line => {
    const line: Record<string, string | undefined> = { ...lineOf(life.problem.grid) };
    // As of the telling that came next, or else of the last one before.
    for (const { at: toldAt, post, person } of life.told) if (toldAt <= at) line[post] = person;
    for (const { at: toldAt, post, person } of life.told.toReversed()) if (toldAt >= at) line[post] = person;
    return line;
  };

  const wakeUntil = (isDue: (wakeAt: string) => boolean): void => {
    for (let wakes = 0; wakes < MOST_WAKES; wakes += 1) {
      if (state.status === "new" || state.wakeAt === undefined || !isDue(state.wakeAt)) return;
      const at = state.wakeAt < last ? last : state.wakeAt;
      const next = life.successors.get(attempt)?.[passed];
      const data = { line: lineAt(at), ...(next === undefined ? {} : { next }) };
      try {
        if (apply({ type: "WakeCase", data, at }).length === 0) return;
      } catch (error) {
        impossible.push({ command: "WakeCase", at, code: codeOf(error) });
        return;
      }
    }
  };

  const look = ({ at, line, next }: Look): void => {
    const data = { ...(line === undefined ? {} : { line }), ...(next === undefined ? {} : { next }) };
    try {
      apply({ type: "WakeCase", data, at });
    } catch (error) {
      impossible.push({ command: "WakeCase", at, code: codeOf(error) });
    }
  };

  const act = (one: Act, place: number): void => {
    const { since, command: type } = one;
    const origin = since === undefined ? undefined : life.acts[since];
    const moved = since === undefined ? undefined : times[since];
    const when =
      origin === undefined || moved === undefined
        ? one.at
        : placed(one.at, { was: origin.at, is: moved }, lived, calendars);
    if (when !== one.at) isMoved = true;
    // Clocks of two machines may differ by a little: as long as nothing moved, it is as it was written down.
    const at = isMoved && when < last ? last : when;
    // Nobody had to do it, so nobody waited for it: what comes after counts from what it answered to.
    if (one.make(at, state, rules) === undefined) {
      times[place] = moved;
      isMoved = true;
      return;
    }
    // Whoever acts at the very instant of a deadline is in time.
    if (looks === "exact") wakeUntil((wakeAt) => wakeAt < at);
    last = at;
    const command = one.make(at, state, rules);
    if (command === undefined) return;
    try {
      if (apply(command).length > 0) times[place] = at;
      else impossible.push({ command: type, act: place, at, code: "dispatch.whatif.nothing_new" });
    } catch (error) {
      const code = codeOf(error);
      const other = byAnother(command, code);
      if (other === undefined) {
        impossible.push({ command: type, act: place, at, code });
        return;
      }
      try {
        apply(other);
        times[place] = at;
        impossible.push({ command: type, act: place, at, code, instead: other.type });
      } catch (second) {
        impossible.push({ command: type, act: place, at, code: codeOf(second) });
      }
    }
  };

  for (const one of life.order)
    if (typeof one !== "number") {
      if (looks === "recorded") look(one);
    } else {
      const known = life.acts[one];
      if (known !== undefined) act(known, one);
    }
  if (looks === "exact") wakeUntil((wakeAt) => wakeAt <= until);
  return { events, state, impossible };
};
