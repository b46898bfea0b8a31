import { LeadAcceptedV1, LeadConcludedV1, LeadDeclinedV1, LeadOverdueV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { Lead, LeadEvent, LeadState } from "../../domain/lead/index.ts";

const concluded = (about: Pick<LeadConcludedV1, "caseId" | "department" | "attempt">, lead: Lead): PublicEvent => {
  const { outcome = "corrected", answeredAt = "", dossiers } = lead;
  const own = dossiers.filter(({ attempt }) => attempt === about.attempt).map(({ id }) => id);
  return publicEvent(LeadConcludedV1, { ...about, outcome, dossiers: own, concludedAt: answeredAt });
};

/** What dispatch and others learn of a lead. `state` is the lead after the event. */
export const publishLeadAs = (event: LeadEvent, { id: caseId, state }: Stored<LeadState>): readonly PublicEvent[] => {
  if (state.status === "none" || state.order === undefined) return [];
  const { department, attempt, isPrivate } = state.order;
  const visibility = isPrivate === true ? { visibility: "private" as const } : {};
  const about = { caseId, ...visibility, department, attempt };
  const { at } = event.data;
  switch (event.type) {
    case "LeadAccepted":
      return [publicEvent(LeadAcceptedV1, { ...about, acceptedAt: at })];
    case "LeadDeclined":
      return [publicEvent(LeadDeclinedV1, { ...about, reason: event.data.reason, declinedAt: at })];
    case "LeadConcluded":
    case "AnswerRepeated":
      return [concluded(about, state)];
    case "LeadOverdue":
      return [publicEvent(LeadOverdueV1, { ...about, acceptBy: event.data.acceptBy })];
    case "CaseHeard":
    case "ClockHeard":
    case "LeadOpened":
    case "DossierLinked":
    case "DossierEnded":
      return [];
  }
};
