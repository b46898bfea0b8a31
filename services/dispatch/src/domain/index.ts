import { chinaCalendars } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { DomainError } from "@wangge/kit/errors";
import { evolve, initial, type CaseState } from "./case.ts";
import type { CaseCommand } from "./commands.ts";
import { decideWith, type Rules } from "./decide.ts";
import type { CaseEvent } from "./events.ts";
import { firstProcess, type Process } from "./process.ts";

/** The editions of the process by their versions. */
export const processesOf =
  (editions: readonly Process[]): Rules["processOf"] =>
  (version) => {
    const process = editions.find((edition) => edition.version === version);
    if (process === undefined)
      throw new DomainError("unavailable", "dispatch.process.unknown", "This edition of the process is not loaded", {
        version,
      });
    return process;
  };

export const caseDeciderWith = (rules: Rules): Decider<CaseState, CaseCommand, CaseEvent> => ({
  name: "dispatch.case",
  initial,
  decide: decideWith(rules),
  evolve,
});

/** The rules of a case by the calendar of China and the first edition of the process. */
export const caseDecider = caseDeciderWith({ calendars: chinaCalendars, processOf: processesOf([firstProcess]) });

export {
  clocksOf,
  hasOrder,
  isExempted,
  isOverdue,
  openAssists,
  type Assignment,
  type Assist,
  type CaseState,
  type CaseStatus,
  type Existing,
  type Running,
  type WorkingParty,
} from "./case.ts";
export { isLate, segmentsOf, stoppedAtOf, type Clock } from "./clock.ts";
export type { Body, CaseCommand, Caller, Line } from "./commands.ts";
export type { Rules } from "./decide.ts";
export type {
  About,
  CaseEvent,
  Party,
  Problem,
  RejectionReason,
  Standard,
  SupervisionReason,
  VoidReason,
} from "./events.ts";
export { guardNames } from "./guards.ts";
export {
  firstProcess,
  problemsOfProcess,
  stepOf,
  type Bilingual,
  type Ladder,
  type Process,
  type Step,
} from "./process.ts";
export { rosterDecider, type RosterState } from "./roster.ts";
