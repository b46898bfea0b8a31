import { chinaCalendar, type Calendar } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { evolve, initial, type CaseState } from "./case.ts";
import type { CaseCommand } from "./commands.ts";
import { decideWith } from "./decide.ts";
import type { CaseEvent } from "./events.ts";

export const caseDeciderWith = (calendar: Calendar): Decider<CaseState, CaseCommand, CaseEvent> => ({
  name: "dispatch.case",
  initial,
  decide: decideWith(calendar),
  evolve,
});

/** The rules of a case by the calendar of China. */
export const caseDecider = caseDeciderWith(chinaCalendar);

export { hasOrder, isOverdue, type Assignment, type CaseState, type CaseStatus, type WorkingParty } from "./case.ts";
export type { Body, CaseCommand } from "./commands.ts";
export type { CaseEvent, Party, Problem, RejectionReason, Standard } from "./events.ts";
export { rosterDecider, type RosterState } from "./roster.ts";
export {
  epochDecider,
  type EpochSealed,
  type EpochState,
  type Head,
  type SealedCase,
  type SealEpoch,
} from "./audit.ts";
