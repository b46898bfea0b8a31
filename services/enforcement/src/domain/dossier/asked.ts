/** What a rule of the dossier is given, and how it says what happened. */
import type { CommandType, DossierCommand, Of } from "./commands.ts";
import type { EventData, EventOf, EventType } from "./events.ts";
import type { Issue, Rules } from "./rules.ts";
import type { Process, Step } from "./process.ts";
import type { Dossier, IssuedDeadline } from "./state.ts";
import type { Acting, Colleague, Competent, Day, Deadline, Purpose } from "./words.ts";

export interface Asked<Type extends CommandType = CommandType> {
  readonly command: Of<Type>;
  readonly data: Of<Type>["data"];
  readonly state: Dossier;
  /** The day of the act: every figure is that day's. */
  readonly on: Day;
  readonly rules: Rules;
  readonly process: Process;
  readonly by: Acting;
  readonly say: <Event extends EventType>(type: Event, data: EventData[Event]) => EventOf<Event>;
  readonly issue: (purpose: Purpose, how?: Partial<Issue>) => readonly Deadline[];
}

export const actingOf = ({ by }: DossierCommand, step: Step): Acting => {
  const role = by.roles.find((own) => step.roles.includes(own));
  return {
    account: by.account,
    ...(role === undefined ? {} : { role }),
    ...(by.body === undefined ? {} : { body: by.body }),
    ...(step.competence !== undefined && by.competence?.ok === true ? { competence: by.competence } : {}),
  };
};

/** The colleagues' facts as they are recorded; the guards have seen to it that all are competent. */
export const competentOf = (officers: readonly Colleague[]): readonly Competent[] =>
  officers.flatMap(({ competence }) => (competence.ok ? [competence] : []));

/** Without what the registers said, which is recorded as facts of its own. */
export const plain = <Data extends object>(data: Data): Omit<Data, "officers" | "acts"> => {
  const { officers: _officers, acts: _acts, ...rest } = data as Data & { officers?: unknown; acts?: unknown };
  return rest;
};

export const runningOf = (state: Dossier, purpose: Purpose, of?: string): IssuedDeadline | undefined =>
  state.deadlines.findLast((one) => one.purpose === purpose && one.of === of && one.status === "running");

/** The deadline of a purpose as it was issued last, whatever has become of it. */
export const lastOf = (state: Dossier, purpose: Purpose): IssuedDeadline | undefined =>
  state.deadlines.findLast((one) => one.purpose === purpose);

/** 守卫's question: the step that is taken as well. */
export type Given = Asked & { readonly step: Step };
/** @throws DomainError where it says no */
export type Guard = (asked: Given) => void;

export const dataOf = <Type extends CommandType>(asked: Asked, ...types: readonly Type[]): Asked<Type>["data"] => {
  if (!(types as readonly string[]).includes(asked.command.type))
    throw new Error(`a guard of ${types.join(", ")} stands before ${asked.command.type}`);
  return asked.data as Asked<Type>["data"];
};
