import type { Decider } from "@wangge/kit/domain";
import type { LeadCommand } from "./commands.ts";
import { leadDecisions, type LeadRules } from "./decide.ts";
import type { LeadEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { initial, type LeadState } from "./lead.ts";

export const leadDeciderWith = (rules: LeadRules): Decider<LeadState, LeadCommand, LeadEvent> => ({
  name: "enforcement.lead",
  initial,
  decide: leadDecisions(rules),
  evolve,
});

export { unknownLead, type LeadRules } from "./decide.ts";
export type { Caller, CaseFact, LeadCommand } from "./commands.ts";
export type { LeadEvent } from "./events.ts";
export { clockOf, type CaseClock } from "./lead.ts";
export type { DeclineReason, Holder, Lead, LeadOutcome, LeadState, LeadStatus, Order } from "./lead.ts";
