import type { EventContract } from "@wangge/contracts";
import type { ThingKind } from "../domain/index.ts";
import {
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseClosedV1,
  CaseEscalatedV1,
  CaseExemptedV1,
  CaseExtendedV1,
  CaseFiledV1,
  CaseHandedOnV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseResumedV1,
  CaseReturnedV1,
  CaseRevokedV1,
  CaseReworkedV1,
  CaseSuspendedV1,
  CaseSupervisedV1,
  CaseVerificationAskedV1,
  CaseVoidedV1,
  DossierClosedV1,
  DossierDeadlineMissedV1,
  DossierDecidedV1,
  DossierDeliveredV1,
  DossierFiledV1,
  DossierReturnedV1,
  DossierTransferredV1,
  DossierWithdrawnV1,
  MatterAcceptedV1,
  MatterEndedV1,
  MatterExtendedV1,
  MatterPausedV1,
  MatterRatedV1,
  MatterReceivedV1,
  MatterReopenedV1,
  MatterRepliedV1,
  MatterResumedV1,
  MatterReviewAskedV1,
  PatrolFinishedV1,
  PatrolMissedV1,
  PurchaseAwardedV1,
  PurchaseClosedV1,
  PurchaseContractedV1,
  PurchasePublishedV1,
  QuestionAnsweredV1,
  QuestionOverdueV1,
  ReportAcceptedV1,
  ReportRatedV1,
  ResolutionAdoptedV1,
  ResolutionCaseOpenedV1,
  ResolutionFulfilledV1,
  VolunteerHoursConfirmedV1,
} from "@wangge/contracts/events";

type Data = Readonly<Record<string, unknown>>;

/** What the bus tells of things of a kind. */
export interface Telling {
  readonly events: readonly EventContract[];
  /** The id of the thing that an event is about. */
  readonly thing: (data: Data) => string;
}

const by =
  (field: string) =>
  (data: Data): string =>
    String(data[field]);

export const TELLINGS: Readonly<Record<ThingKind, Telling>> = {
  /** A report and its case have one id. */
  cases: {
    thing: ({ caseId, reportId }) => String(caseId ?? reportId),
    events: [
      ReportAcceptedV1,
      ReportRatedV1,
      CaseVerificationAskedV1,
      CaseFiledV1,
      CaseRejectedV1,
      CaseMergedV1,
      CaseVoidedV1,
      CaseAssignedV1,
      CaseReworkedV1,
      CaseHandedOnV1,
      CaseAcceptedV1,
      CaseReturnedV1,
      CaseRevokedV1,
      CaseExtendedV1,
      CaseSuspendedV1,
      CaseResumedV1,
      CaseHandledV1,
      CaseExemptedV1,
      CaseEscalatedV1,
      CaseSupervisedV1,
      CaseClosedV1,
      CaseReopenedV1,
    ],
  },
  matters: {
    thing: by("matterId"),
    events: [
      MatterReceivedV1,
      MatterAcceptedV1,
      MatterPausedV1,
      MatterResumedV1,
      MatterExtendedV1,
      MatterRepliedV1,
      MatterEndedV1,
      MatterReopenedV1,
      MatterReviewAskedV1,
      MatterRatedV1,
    ],
  },
  dossiers: {
    thing: by("dossierId"),
    events: [
      DossierFiledV1,
      DossierDecidedV1,
      DossierDeliveredV1,
      DossierTransferredV1,
      DossierReturnedV1,
      DossierWithdrawnV1,
      DossierDeadlineMissedV1,
      DossierClosedV1,
    ],
  },
  patrols: { thing: by("patrolId"), events: [PatrolFinishedV1, PatrolMissedV1] },
  resolutions: {
    thing: by("resolutionId"),
    events: [ResolutionAdoptedV1, ResolutionCaseOpenedV1, ResolutionFulfilledV1],
  },
  questions: { thing: by("questionId"), events: [QuestionAnsweredV1, QuestionOverdueV1] },
  purchases: {
    thing: by("purchaseId"),
    events: [PurchasePublishedV1, PurchaseAwardedV1, PurchaseContractedV1, PurchaseClosedV1],
  },
  services: { thing: by("entryId"), events: [VolunteerHoursConfirmedV1] },
};

export const toldEvents: readonly EventContract[] = Object.values(TELLINGS).flatMap(({ events }) => events);
