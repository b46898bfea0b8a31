import type { Decider } from "@wangge/kit/domain";
import { DomainError, reject } from "@wangge/kit/errors";
import type { Incompetence } from "../authority/index.ts";
import type { Commitment, Force } from "./forces.ts";
import { isWithin, mustFit, type DutyRules, type Shift } from "./shift.ts";

/** 在岗程度: how far somebody can be called at all. Apart from what he does in an operation, and from any unit. */
export const STAFFING = ["available", "delayed", "unavailable"] as const;
export type Staffing = (typeof STAFFING)[number];

/** 点名结果 */
export type RollAnswer = "present" | "late" | "absent" | "leave";

export interface RollEntry {
  readonly shift: string;
  readonly answer: RollAnswer;
  readonly by: string;
  readonly at: string;
}

export interface Enrolled {
  readonly street: string;
  readonly force: Force;
  /** 专长: driver, recorder, medic… */
  readonly skills: readonly string[];
  /** 人员编号 in the register, by which its rotas and absences know him. */
  readonly person?: string;
}

interface Serving extends Enrolled {
  readonly status: "serving";
  readonly shifts: readonly Shift[];
  readonly roll: readonly RollEntry[];
  readonly staffing: Staffing;
  readonly commitment?: Commitment;
  /** The end of the last operation: who was out most recently rests first. */
  readonly releasedAt?: string;
}

/** 执法队员: one officer in the team of a street. All shifts and the one commitment of a person are one aggregate's promise. */
export type MemberState =
  | { readonly status: "none" }
  | Serving
  | { readonly status: "left"; readonly street: string; readonly releasedAt?: string };
export type Member = Serving;

/** What the register of officers says against him today; empty where nothing does. */
interface Vouched {
  readonly unfit: readonly Incompetence[];
}

export type MemberCommand =
  | ({ readonly type: "JoinTeam"; readonly at: string } & Enrolled & Vouched)
  | { readonly type: "LeaveTeam"; readonly at: string }
  | { readonly type: "PlanShifts"; readonly shifts: readonly Shift[]; readonly rules: DutyRules; readonly at: string }
  | { readonly type: "CancelShift"; readonly shift: string; readonly at: string }
  | {
      readonly type: "CallRoll";
      readonly officer: string;
      readonly shift: string;
      readonly answer: "here" | "absent" | "leave";
      readonly by: string;
      readonly rules: DutyRules;
      readonly at: string;
    }
  | { readonly type: "SetStaffing"; readonly staffing: Staffing; readonly at: string }
  | ({ readonly type: "Commit" } & Commitment & Vouched)
  | { readonly type: "Release"; readonly claim: string; readonly at: string };

export type MemberEvent =
  | { readonly type: "TeamJoined"; readonly data: Enrolled & { readonly at: string } }
  | { readonly type: "TeamLeft"; readonly data: { readonly at: string } }
  | {
      readonly type: "ShiftsPlanned";
      readonly data: { readonly shifts: readonly Shift[]; readonly rules: string; readonly at: string };
    }
  | { readonly type: "ShiftCancelled"; readonly data: { readonly shift: string; readonly at: string } }
  | { readonly type: "RollCalled"; readonly data: RollEntry & { readonly rules: string } }
  | { readonly type: "StaffingSet"; readonly data: { readonly staffing: Staffing; readonly at: string } }
  | { readonly type: "Committed"; readonly data: Commitment }
  | {
      readonly type: "Released";
      readonly data: { readonly operation: string; readonly claim: string; readonly at: string };
    };

/** Older shifts stand in the history only. */
const KEPT_MS = 92 * 86_400_000;

const refuse = (reason: string, message: string, details = {}): DomainError =>
  reject(`enforcement.member.${reason}`, message, details);

export const unknownMember = (): DomainError =>
  new DomainError("missing", "enforcement.member.unknown", "No such officer serves in a team");

export const rollOf = ({ roll }: Pick<Serving, "roll">, shift: string): RollEntry | undefined =>
  roll.find((one) => one.shift === shift);

/** 在岗: within a shift at whose beginning he was there. */
export const isOnShift = (member: Pick<Serving, "shifts" | "roll">, at: string): boolean =>
  member.shifts.some((shift) => {
    const answer = rollOf(member, shift.id)?.answer;
    return isWithin(shift, at) && (answer === "present" || answer === "late");
  });

const shiftOf = ({ shifts }: Serving, id: string): Shift => {
  const found = shifts.find((one) => one.id === id);
  if (found === undefined)
    throw new DomainError("missing", "enforcement.shift.unknown", "This officer has no such shift", { shift: id });
  return found;
};

const mustBeFit = ({ unfit }: Vouched): void => {
  if (unfit.length > 0) throw refuse("unfit", "The register of officers does not vouch for him", { reasons: unfit });
};

const join = (command: Extract<MemberCommand, { type: "JoinTeam" }>, state: MemberState) => {
  const { type: _, at, unfit, ...data } = command;
  if (state.status === "serving") {
    const isSame = state.street === data.street && state.force === data.force && state.person === data.person;
    if (isSame && state.skills.join() === data.skills.join()) return [];
    throw refuse("serves_elsewhere", "This officer serves in a team already", { street: state.street });
  }
  mustBeFit({ unfit });
  return [{ type: "TeamJoined", data: { ...data, at } } as const];
};

const plan = (command: Extract<MemberCommand, { type: "PlanShifts" }>, member: Serving): readonly MemberEvent[] => {
  const { rules, at } = command;
  const isPlanned = (shift: Shift): boolean =>
    member.shifts.some(({ place, from, to }) => place === shift.place && from === shift.from && to === shift.to);
  const fresh = command.shifts.filter((shift) => !isPlanned(shift));
  fresh.forEach((shift, index) => {
    mustFit(shift, [...member.shifts, ...fresh.slice(0, index)], rules, at);
  });
  return fresh.length === 0 ? [] : [{ type: "ShiftsPlanned", data: { shifts: fresh, rules: rules.version, at } }];
};

const minutesAfter = (at: string, minutes: number): string => new Date(Date.parse(at) + minutes * 60_000).toISOString();

/** 点名. Somebody else calls; whether he who is there came in time is for the rules to say. */
const callRoll = (command: Extract<MemberCommand, { type: "CallRoll" }>, member: Serving): readonly MemberEvent[] => {
  const { officer, answer, by, rules, at } = command;
  const { id: shift, from, to } = shiftOf(member, command.shift);
  if (by === officer) throw reject("enforcement.roll.own", "Nobody answers his own roll call");
  if (at < minutesAfter(from, -rules.rollOpensMinutes))
    throw reject("enforcement.roll.too_early", "The roll of this shift is not called yet", { shift });
  if (at >= to) throw reject("enforcement.roll.over", "This shift is over", { shift });
  const before = rollOf(member, shift)?.answer;
  const isThere = before === "present" || before === "late";
  const isSame = answer === "here" ? isThere : before === answer;
  if (isSame) return [];
  if (isThere) throw reject("enforcement.roll.answered", "This officer was there when the roll was called", { shift });
  const said = answer !== "here" ? answer : at <= minutesAfter(from, rules.graceMinutes) ? "present" : "late";
  return [{ type: "RollCalled", data: { shift, answer: said, by, rules: rules.version, at } }];
};

const commit = (
  { operation, claim, at, unfit }: Extract<MemberCommand, { type: "Commit" }>,
  member: Serving,
): readonly MemberEvent[] => {
  if (member.commitment?.claim === claim) return [];
  if (member.commitment !== undefined)
    throw refuse("committed", "This officer is in an operation", { operation: member.commitment.operation });
  mustBeFit({ unfit });
  if (member.staffing === "unavailable") throw refuse("unavailable", "This officer cannot be called now");
  return [{ type: "Committed", data: { operation, claim, at } }];
};

const decide = (command: MemberCommand, state: MemberState): readonly MemberEvent[] => {
  if (command.type === "JoinTeam") return join(command, state);
  if (command.type === "LeaveTeam" && state.status === "left") return [];
  if (command.type === "Release" && state.status !== "serving") return [];
  if (state.status !== "serving") throw unknownMember();
  const { at } = command;
  switch (command.type) {
    case "LeaveTeam":
      if (state.commitment !== undefined)
        throw refuse("committed", "This officer is in an operation", { operation: state.commitment.operation });
      return [{ type: "TeamLeft", data: { at } }];
    case "PlanShifts":
      return plan(command, state);
    case "CancelShift": {
      const { id: shift, from } = shiftOf(state, command.shift);
      if (from <= at) throw reject("enforcement.shift.begun", "This shift has begun", { shift });
      return [{ type: "ShiftCancelled", data: { shift, at } }];
    }
    case "CallRoll":
      return callRoll(command, state);
    case "SetStaffing":
      return state.staffing === command.staffing
        ? []
        : [{ type: "StaffingSet", data: { staffing: command.staffing, at } }];
    case "Commit":
      return commit(command, state);
    case "Release": {
      const { claim } = command;
      if (state.commitment?.claim !== claim) return [];
      return [{ type: "Released", data: { operation: state.commitment.operation, claim, at } }];
    }
  }
};

const planned = (state: Serving, shifts: readonly Shift[], at: string): Serving => {
  const since = new Date(Date.parse(at) - KEPT_MS).toISOString();
  const kept = [...state.shifts, ...shifts].filter(({ to }) => to > since);
  return {
    ...state,
    shifts: kept.toSorted((one, other) => (one.from < other.from ? -1 : 1)),
    roll: state.roll.filter((entry) => kept.some(({ id }) => id === entry.shift)),
  };
};

const evolve = (state: MemberState, event: MemberEvent): MemberState => {
  if (event.type === "TeamJoined") {
    const { at: _, ...enrolled } = event.data;
    const rested = state.status === "left" && state.releasedAt !== undefined ? { releasedAt: state.releasedAt } : {};
    return { status: "serving", ...enrolled, shifts: [], roll: [], staffing: "available", ...rested };
  }
  if (state.status !== "serving") throw new Error(`${event.type} of a member who is ${state.status}`);
  switch (event.type) {
    case "TeamLeft": {
      const { street, releasedAt } = state;
      return { status: "left", street, ...(releasedAt === undefined ? {} : { releasedAt }) };
    }
    case "ShiftsPlanned":
      return planned(state, event.data.shifts, event.data.at);
    case "ShiftCancelled":
      return { ...state, shifts: state.shifts.filter(({ id }) => id !== event.data.shift) };
    case "RollCalled": {
      const { rules: _, ...entry } = event.data;
      return { ...state, roll: [...state.roll.filter(({ shift }) => shift !== entry.shift), entry] };
    }
    case "StaffingSet":
      return { ...state, staffing: event.data.staffing };
    case "Committed":
      return { ...state, commitment: event.data };
    case "Released": {
      const { commitment: _, ...rest } = state;
      return { ...rest, releasedAt: event.data.at };
    }
  }
};

export const memberDecider: Decider<MemberState, MemberCommand, MemberEvent> = {
  name: "enforcement.member",
  initial: { status: "none" },
  decide,
  evolve,
};
