import {
  VentureApplicationScreenedV1,
  VentureApplicationSubmittedV1,
  VentureApplicationWithdrawnV1,
  VentureRoundClosedV1,
  VentureRoundExtendedV1,
  VentureRoundOpenedV1,
  VentureRoundRankedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type {
  ApplicationEvent,
  ApplicationState,
  PanelEvent,
  PanelState,
  RoundEvent,
  RoundState,
} from "../../domain/selection/index.ts";

/** `state` is what it is after the event. */
export const publishRoundAs = (
  event: RoundEvent,
  { id: roundId, state }: Stored<RoundState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { programme, closesAt } = state;
  switch (event.type) {
    case "RoundOpened":
      return [publicEvent(VentureRoundOpenedV1, { roundId, programme, opensAt: event.data.at, closesAt })];
    case "RoundExtended": {
      const { closesAt: until, at: extendedAt } = event.data;
      return [publicEvent(VentureRoundExtendedV1, { roundId, programme, closesAt: until, extendedAt })];
    }
    case "RoundClosed":
      return [publicEvent(VentureRoundClosedV1, { roundId, programme, closedAt: event.data.at })];
    case "RoundDrafted":
    case "RoundAnnounced":
    case "ExtensionProposed":
    case "ReviewerEnlisted":
    case "PlaceTaken":
    case "PlaceLeft":
      return [];
  }
};

export const publishApplicationAs = (
  event: ApplicationEvent,
  { id: applicationId, state }: Stored<ApplicationState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const about = { applicationId, roundId: state.round };
  switch (event.type) {
    case "ApplicationSubmitted":
      return [publicEvent(VentureApplicationSubmittedV1, { ...about, submittedAt: event.data.at })];
    case "ApplicationScreened": {
      const { passed, at: screenedAt } = event.data;
      return [publicEvent(VentureApplicationScreenedV1, { ...about, passed, screenedAt })];
    }
    case "ApplicationWithdrawn":
      return state.submittedAt === undefined
        ? []
        : [publicEvent(VentureApplicationWithdrawnV1, { ...about, withdrawnAt: event.data.at })];
    case "ApplicationBegun":
    case "AnswersSaved":
    case "CoApplicantInvited":
    case "InvitationAnswered":
    case "CoApplicantRemoved":
    case "InfoRequested":
    case "InfoSupplied":
      return [];
  }
};

export const publishPanelAs = (
  event: PanelEvent,
  { id: roundId, state }: Stored<PanelState>,
): readonly PublicEvent[] => {
  if (event.type !== "MinutesSigned" || state.status !== "signed") return [];
  const { programme, rulesVersion, order } = state;
  const ranked = { rulesVersion, rankedCount: order.length, rankedAt: event.data.at };
  return [publicEvent(VentureRoundRankedV1, { roundId, programme, ...ranked })];
};
