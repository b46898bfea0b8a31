import { reject } from "@wangge/kit/errors";
import type { Decider } from "@wangge/kit/domain";
import type { HeldSkill, Period } from "./shift.ts";

/** 网格员的技能与不在岗. What a supervisor says of a worker; why somebody is away is not kept. */
export interface WorkerState {
  readonly skills: readonly HeldSkill[];
  readonly absences: readonly Period[];
}

export type WorkerCommand =
  | { readonly type: "SetSkills"; readonly skills: readonly HeldSkill[]; readonly at: string }
  | { readonly type: "SetAbsences"; readonly absences: readonly Period[]; readonly at: string };

export type WorkerEvent =
  | { readonly type: "SkillsSet"; readonly data: { readonly skills: readonly HeldSkill[]; readonly at: string } }
  | { readonly type: "AbsencesSet"; readonly data: { readonly absences: readonly Period[]; readonly at: string } };

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const byStart = <One extends { readonly from: string }>(all: readonly One[], nameOf: (one: One) => string): One[] =>
  all.toSorted((one, other) => (one.from + nameOf(one) < other.from + nameOf(other) ? -1 : 1));

const mustEndAfter = (periods: readonly { readonly from: string; readonly to?: string }[], code: string): void => {
  const wrong = periods.findIndex(({ from, to }) => to !== undefined && Date.parse(to) <= Date.parse(from));
  if (wrong >= 0) throw reject(code, "It ends after it begins", { place: wrong });
};

export const workerDecider: Decider<WorkerState, WorkerCommand, WorkerEvent> = {
  name: "dispatch.worker",
  initial: { skills: [], absences: [] },
  decide: (command, state) => {
    const { at } = command;
    switch (command.type) {
      case "SetSkills": {
        mustEndAfter(command.skills, "dispatch.skill.ends_before");
        const skills = byStart(command.skills, ({ skill }) => skill);
        return same(skills, state.skills) ? [] : [{ type: "SkillsSet", data: { skills, at } }];
      }
      case "SetAbsences": {
        mustEndAfter(command.absences, "dispatch.absence.ends_before");
        const absences = byStart(command.absences, ({ to }) => to);
        return same(absences, state.absences) ? [] : [{ type: "AbsencesSet", data: { absences, at } }];
      }
    }
  },
  evolve: (state, { type, data }) =>
    type === "SkillsSet" ? { ...state, skills: data.skills } : { ...state, absences: data.absences },
};
