import { chinaCalendars } from "@wangge/calendar";
import routing from "../../data/routing.json" with { type: "json" };
import type { Decider } from "@wangge/kit/domain";
import { DomainError } from "@wangge/kit/errors";
import { evolve, initial, type CaseState } from "./case.ts";
import type { CaseCommand } from "./commands.ts";
import { decideWith, type Rules } from "./decide.ts";
import type { CaseEvent } from "./events.ts";
import { firstProcess, type Process } from "./process.ts";

/** An edition of the process that is not there cannot be gone by. @throws DomainError `dispatch.process.unknown` */
export const processOf = (process: Process | undefined, version: string): Process => {
  if (process !== undefined) return process;
  throw new DomainError("unavailable", "dispatch.process.unknown", "This edition of the process is not loaded", {
    version,
  });
};

export const caseDeciderWith = (rules: Rules): Decider<CaseState, CaseCommand, CaseEvent> => ({
  name: "dispatch.case",
  initial,
  decide: decideWith(rules),
  evolve,
});

/** The first editions of all that a case goes by. */
export const firstRules: Rules = {
  calendars: chinaCalendars,
  processOf: (version) => processOf(version === firstProcess.version ? firstProcess : undefined, version),
  rulingAfterReturns: () => routing.rulingAfterReturns,
};

/** The rules of a case by the calendar of China and the first editions. */
export const caseDecider = caseDeciderWith(firstRules);

export {
  clocksOf,
  hasOrder,
  isExempted,
  isOverdue,
  mayKnow,
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
export * from "./assign-batch.ts";
export * from "./candidates.ts";
export * from "./rota.ts";
export * from "./shift.ts";
export * from "./swap.ts";
export * from "./worker.ts";
export { SUSPENSION_CAUSES } from "./events.ts";
