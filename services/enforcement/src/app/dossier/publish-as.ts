import {
  DecisionPublicityWithdrawnV1,
  DecisionPublishedV1,
  DossierClosedV1,
  DossierDeadlineMissedV1,
  DossierDecidedV1,
  DossierDeliveredV1,
  DossierFiledV1,
  DossierReturnedV1,
  DossierTransferredV1,
  DossierWithdrawnV1,
} from "@wangge/contracts/events";
import { dayOf } from "@wangge/calendar";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { Dossier, DossierEvent, DossierState, EventData } from "../../domain/dossier/index.ts";

const aboutOf = (dossierId: string, { body, item, area, procedure, source, operationId }: Dossier) => ({
  dossierId,
  body,
  item,
  area,
  procedure,
  ...(source.kind === "case" ? { caseId: source.caseId } : {}),
  ...(operationId === undefined ? {} : { operationId }),
});
type About = ReturnType<typeof aboutOf>;

const decided = (
  about: About,
  { penalty }: Pick<EventData["Decided"], "penalty">,
  finding: string,
  decidedAt: string,
) =>
  publicEvent(DossierDecidedV1, {
    ...about,
    finding: finding as DossierDecidedV1["finding"],
    kinds: [...penalty.kinds],
    fine: penalty.fine,
    confiscated: penalty.confiscated,
    decidedAt,
  });

/** What others learn of a dossier: bodies, items, sums, days. Nothing of the party, no word of anybody. */
export const publishDossierAs = (event: DossierEvent, { id, state }: Stored<DossierState>): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const about = aboutOf(id, state);
  const { at } = event.data;
  switch (event.type) {
    case "DossierFiled":
      return [publicEvent(DossierFiledV1, { ...about, source: state.source.kind, filedAt: at })];
    case "Decided":
      return [decided(about, event.data, event.data.finding, at)];
    case "DecidedOnSpot":
      return [
        publicEvent(DossierFiledV1, { ...about, source: state.source.kind, filedAt: at }),
        decided(about, event.data, "penalty", at),
        publicEvent(DossierDeliveredV1, { ...about, deliveredOn: state.decision?.deliveredOn ?? "" }),
      ];
    case "DecisionDelivered":
      return [publicEvent(DossierDeliveredV1, { ...about, deliveredOn: event.data.deliveredOn })];
    case "DossierClosed":
      return [publicEvent(DossierClosedV1, { ...about, closedAt: at })];
    case "DossierWithdrawn":
      return [publicEvent(DossierWithdrawnV1, { ...about, ground: event.data.ground, withdrawnAt: at })];
    case "HandedOver":
      return [publicEvent(DossierWithdrawnV1, { ...about, ground: "other", withdrawnAt: at })];
    case "TransferredToJustice":
      return [publicEvent(DossierTransferredV1, { ...about, transferredAt: at })];
    case "ReturnedFromJustice":
      return [publicEvent(DossierReturnedV1, { ...about, outcome: event.data.outcome, returnedAt: at })];
    case "DecisionPublished":
      return [publicEvent(DecisionPublishedV1, { ...about, publishedAt: at })];
    case "PublicityWithdrawn":
      return [publicEvent(DecisionPublicityWithdrawnV1, { ...about, withdrawnAt: at })];
    case "DeadlinePassed": {
      const { deadline, missedBy } = event.data;
      if (missedBy !== "body") return [];
      const { purpose, lastDay, edition, article } = deadline;
      return [publicEvent(DossierDeadlineMissedV1, { ...about, purpose, lastDay, edition, article, foundAt: at })];
    }
    case "UrgentApprovalMissed": {
      const { by, edition, article } = event.data.approval;
      const missed = { purpose: "urgentApproval", lastDay: dayOf(by), edition, article };
      return [publicEvent(DossierDeadlineMissedV1, { ...about, ...missed, foundAt: at })];
    }
    default:
      return [];
  }
};
