/** 下一步. What the course of a dossier waits for, whoever has to do it; side ways such as a seizure are none of it. */
import type { CommandType } from "./commands.ts";
import { owedOn } from "./money.ts";
import type { Rules } from "./rules.ts";
import type { Dossier } from "./state.ts";
import { toPerform } from "./time.ts";
import { reviewCasesOf } from "./weigh.ts";
import type { Day } from "./words.ts";

const afterProposal = ({ proposal }: Dossier): CommandType => {
  if (proposal?.finding === "penalty") return "InformParty";
  return proposal?.finding === "crime" ? "TransferToJustice" : "Decide";
};

const afterNotice = (state: Dossier, on: Day, rules: Rules): CommandType => {
  if (state.informed?.defence === "received") return "ConsiderDefence";
  if (state.review === undefined && reviewCasesOf(state, on, rules).length > 0) return "ReviewLegally";
  if (state.proposal?.needsDiscussion === true && state.discussion === undefined) return "DiscussCollectively";
  return "Decide";
};

const afterDelivery = (state: Dossier, on: Day, rules: Rules): CommandType => {
  if (state.procedure === "summary" && state.summaryRecordedOn === undefined) return "RecordSummary";
  if (state.decision?.annulled !== true && owedOn(state, on, rules.law).left > 0) return "RecordPayment";
  return toPerform(state).length > 0 ? "RecordPerformance" : "CloseDossier";
};

/** Undefined where it has ended. */
export const nextStep = (state: Dossier, on: Day, rules: Rules): CommandType | undefined => {
  switch (state.status) {
    case "opened":
      return "FileDossier";
    case "investigating":
      return state.investigations === 0 ? "RecordInvestigation" : "ProposePenalty";
    case "proposed":
      return afterProposal(state);
    case "informed":
      return afterNotice(state, on, rules);
    case "hearing":
      return state.hearing?.on === undefined ? "ScheduleHearing" : "HoldHearing";
    case "decided":
      return "DeliverDecision";
    case "delivered":
      return afterDelivery(state, on, rules);
    case "applied":
      return "RecordCourt";
    case "transferred":
      return state.transfer?.acknowledged === undefined ? "AcknowledgeTransfer" : "ReturnFromJustice";
    case "refused":
    case "annulled":
    case "closed":
    case "withdrawn":
    case "handedOver":
      return undefined;
  }
};
