import { DomainError, reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import { daysOf, shiftProblems, type HeldSkill, type RotaRules, type Shift, type ShiftProblem } from "./shift.ts";

/** 换班占位: a swap that is being settled. Until it is, both its outcomes have to be possible. */
export interface Hold {
  readonly swap: string;
  readonly gives?: Shift;
  readonly takes?: Shift;
}

/** How a swap went, so that a late word about it finds it over. */
interface Over {
  readonly swap: string;
  readonly taken: boolean;
  readonly at: string;
}

/** 排班: the shifts of one worker, all of them: that they never clash is one aggregate's promise. */
export interface RotaState {
  readonly shifts: readonly Shift[];
  readonly holds: readonly Hold[];
  readonly over: readonly Over[];
  /** The days that a shift lies in, for lists. */
  readonly days: readonly string[];
}

/** What a decision about a shift needs besides the rota. */
export interface ShiftTerms {
  readonly rules: RotaRules;
  readonly held: readonly HeldSkill[];
  readonly at: string;
}

export type RotaCommand =
  | ({ readonly type: "PlanShifts"; readonly shifts: readonly Shift[] } & ShiftTerms)
  | { readonly type: "CancelShift"; readonly shift: string; readonly at: string }
  | ({ readonly type: "HoldForSwap" } & Hold & ShiftTerms)
  | { readonly type: "TakeSwap"; readonly swap: string; readonly at: string }
  | { readonly type: "ReleaseSwap"; readonly swap: string; readonly at: string };

interface At {
  readonly at: string;
}

export type RotaEvent =
  | {
      readonly type: "ShiftsPlanned";
      readonly data: { readonly shifts: readonly Shift[]; readonly rules: string } & At;
    }
  | { readonly type: "ShiftCancelled"; readonly data: { readonly shift: string } & At }
  | { readonly type: "SwapHeld"; readonly data: Hold & { readonly rules: string } & At }
  | { readonly type: "SwapTaken"; readonly data: { readonly swap: string } & At }
  | { readonly type: "SwapReleased"; readonly data: { readonly swap: string } & At };

/** Older shifts stand in the history only: the document would grow for ever. */
const KEPT_MS = 92 * 86_400_000;

const isSame = (one: Shift, other: Shift): boolean =>
  one.place === other.place &&
  one.from === other.from &&
  one.to === other.to &&
  one.skills.toSorted().join() === other.skills.toSorted().join();

/** The planned shift that is the same as this one: planning it again has nothing new to say. */
export const sameShift = ({ shifts }: RotaState, shift: Shift): Shift | undefined =>
  shifts.find((one) => isSame(one, shift));

/** Shifts that are his, or become his if a swap is settled. */
const takenUp = ({ shifts, holds }: RotaState): readonly Shift[] => [
  ...shifts,
  ...holds.flatMap(({ takes }) => takes ?? []),
];

/** All that is against planning these, for each of them in their order. */
export const planProblems = (
  shifts: readonly Shift[],
  state: RotaState,
  terms: ShiftTerms,
): readonly (readonly ShiftProblem[])[] => {
  const there = takenUp(state);
  const fresh = shifts.map((shift) => sameShift(state, shift) === undefined);
  return shifts.map((shift, index) => {
    if (fresh[index] === false) return [];
    const before = shifts.filter((_, place) => place < index && fresh[place] === true);
    return shiftProblems(shift, [...there, ...before], terms);
  });
};

const mustHaveNone = (problems: readonly ShiftProblem[]): void => {
  const [first] = problems;
  if (first === undefined) return;
  const { code, ...details } = first;
  throw reject(code, "The rota does not allow this shift", { ...details, problems });
};

const plan = (command: Extract<RotaCommand, { type: "PlanShifts" }>, state: RotaState): readonly RotaEvent[] => {
  const { shifts, rules, at } = command;
  mustHaveNone(planProblems(shifts, state, command).flat());
  const fresh = shifts.filter((shift) => sameShift(state, shift) === undefined);
  return fresh.length === 0 ? [] : [{ type: "ShiftsPlanned", data: { shifts: fresh, rules: rules.version, at } }];
};

const unknownShift = (shift: string): DomainError =>
  new DomainError("missing", "dispatch.shift.unknown", "This worker has no such shift", { shift });

const own = ({ shifts, holds }: RotaState, shift: string, at: string): Shift => {
  const found = shifts.find(({ id }) => id === shift);
  if (found === undefined) throw unknownShift(shift);
  if (holds.some(({ gives }) => gives?.id === shift))
    throw new DomainError("conflict", "dispatch.shift.held", "A swap of this shift is being settled", { shift });
  if (Date.parse(found.from) <= Date.parse(at)) throw reject("dispatch.shift.begun", "This shift has begun", { shift });
  return found;
};

/** The swap may still fall either way: what he takes fits to all that is his, but for what he gives. */
const hold = (command: Extract<RotaCommand, { type: "HoldForSwap" }>, state: RotaState): readonly RotaEvent[] => {
  const { swap, gives, takes, rules, at } = command;
  if (state.over.some((one) => one.swap === swap)) throw reject("dispatch.swap.over", "This swap is over", { swap });
  if (state.holds.some((one) => one.swap === swap)) return [];
  const given = gives === undefined ? undefined : own(state, gives.id, at);
  if (takes !== undefined) {
    const rest = takenUp(state).filter(({ id }) => id !== given?.id);
    mustHaveNone(shiftProblems(takes, rest, command));
  }
  const data = {
    swap,
    ...(given === undefined ? {} : { gives: given }),
    ...(takes === undefined ? {} : { takes }),
    rules: rules.version,
    at,
  };
  return [{ type: "SwapHeld", data }];
};

const take = (swap: string, at: string, { holds, over }: RotaState): readonly RotaEvent[] => {
  const done = over.find((one) => one.swap === swap);
  if (done?.taken === true) return [];
  if (done !== undefined || !holds.some((one) => one.swap === swap))
    throw reject("dispatch.swap.not_held", "This rota was not kept ready for this swap", { swap });
  return [{ type: "SwapTaken", data: { swap, at } }];
};

/** Also where nothing is held: what comes too late to hold has to find the swap over. */
const release = (swap: string, at: string, { over }: RotaState): readonly RotaEvent[] => {
  const done = over.find((one) => one.swap === swap);
  if (done?.taken === true) throw reject("dispatch.swap.over", "This swap has been made", { swap });
  return done === undefined ? [{ type: "SwapReleased", data: { swap, at } }] : [];
};

const next = (state: Omit<RotaState, "days">, at: string): RotaState => {
  const since = Date.parse(at) - KEPT_MS;
  const shifts = state.shifts
    .filter(({ to }) => Date.parse(to) > since)
    .toSorted((one, other) => (one.from < other.from ? -1 : 1));
  return {
    shifts,
    holds: state.holds,
    over: state.over.filter((one) => Date.parse(one.at) > since),
    days: [...new Set(shifts.flatMap(daysOf))],
  };
};

const evolve = (state: RotaState, { type, data }: RotaEvent): RotaState => {
  const { at } = data;
  switch (type) {
    case "ShiftsPlanned":
      return next({ ...state, shifts: [...state.shifts, ...data.shifts] }, at);
    case "ShiftCancelled":
      return next({ ...state, shifts: state.shifts.filter(({ id }) => id !== data.shift) }, at);
    case "SwapHeld": {
      const { swap, gives, takes } = data;
      const held = { swap, ...(gives === undefined ? {} : { gives }), ...(takes === undefined ? {} : { takes }) };
      return next({ ...state, holds: [...state.holds, held] }, at);
    }
    case "SwapTaken":
    case "SwapReleased": {
      const { swap } = data;
      const held = state.holds.find((one) => one.swap === swap);
      const taken = type === "SwapTaken";
      const left = taken ? state.shifts.filter(({ id }) => id !== held?.gives?.id) : state.shifts;
      const come = taken && held?.takes !== undefined ? [held.takes] : [];
      return next(
        {
          shifts: [...left, ...come],
          holds: state.holds.filter((one) => one !== held),
          over: [...state.over, { swap, taken, at }],
        },
        at,
      );
    }
  }
};

/** 排班. One aggregate a worker; its id is the worker. */
export const rotaDecider: Decider<RotaState, RotaCommand, RotaEvent> = {
  name: "dispatch.rota",
  initial: { shifts: [], holds: [], over: [], days: [] },
  decide: (command, state) => {
    switch (command.type) {
      case "PlanShifts":
        return plan(command, state);
      case "CancelShift":
        return [{ type: "ShiftCancelled", data: { shift: own(state, command.shift, command.at).id, at: command.at } }];
      case "HoldForSwap":
        return hold(command, state);
      case "TakeSwap":
        return take(command.swap, command.at, state);
      case "ReleaseSwap":
        return release(command.swap, command.at, state);
    }
  },
  evolve,
};
