/** What has happened in a dossier. Private; `app/publish-dossiers-as.ts` says what others learn. */
import type { CommandData, Opened } from "./commands.ts";
import type { Acting, Competent, Day, Deadline, Fen, Norm, Penalty, Period, ReviewGround } from "./words.ts";

/** The others that acted, each by the registers of that day. */
interface Together {
  readonly officers: readonly Competent[];
}
/** Deadlines that were issued with it. */
interface Issues {
  readonly deadlines: readonly Deadline[];
}

/** 补办批准: by this instant. */
export interface UrgentApproval {
  readonly by: string;
  readonly edition: string;
  readonly article: string;
}

/** By which law it is judged: that of the act, or the later one where it is milder (从旧兼从轻). */
export interface Governing {
  readonly edition: string;
  readonly article: string;
  readonly why: "actDay" | "milderLater" | "sameEdition";
}

/** 履行与救济 as they stand in the decision itself; their last days count from its delivery. */
export interface Remedy {
  readonly kind: "reconsideration" | "suit";
  readonly period: Period;
  readonly edition: string;
  readonly article: string;
}

/** A command whose event is what was asked, with nothing to add but who and when. */
type Plain<Type extends keyof CommandData> = Omit<CommandData[Type], "acts" | "officers">;

export interface EventData {
  readonly DossierOpened: Opened & { readonly process: string; readonly facts: string };
  readonly DossierFiled: Together & Issues;
  readonly PartyAmended: Plain<"AmendParty">;
  readonly FilingRefused: Plain<"RefuseFiling">;
  readonly InvestigatorsAdded: Together;
  readonly InvestigatorRemoved: Plain<"RemoveInvestigator">;
  readonly RecusalAsked: Plain<"AskRecusal">;
  readonly RecusalDecided: Plain<"DecideRecusal">;
  readonly InvestigationRecorded: Plain<"RecordInvestigation"> & Together;
  readonly MeasureApproved: Plain<"ApproveMeasure">;
  readonly EvidencePreserved: Plain<"PreserveEvidence"> & Together & Issues;
  readonly PreservedDisposed: Plain<"DisposePreserved">;
  readonly PropertySeized: Plain<"SeizeProperty"> & Together & Issues;
  readonly PropertySeizedUrgently: Plain<"SeizeUrgently"> & Together & Issues & { readonly approval: UrgentApproval };
  readonly UrgentSeizureDecided: Plain<"DecideUrgentSeizure"> & Issues;
  /** The hours are over, and nobody has approved or refused it. */
  readonly UrgentApprovalMissed: { readonly measureId: string; readonly approval: UrgentApproval };
  readonly SeizureExtended: Plain<"ExtendSeizure"> & Issues;
  readonly SeizureLifted: Plain<"LiftSeizure">;
  readonly PenaltyProposed: Plain<"ProposePenalty"> & {
    /** The norm that is applied: of several the one with the higher fine (第二十九条). */
    readonly norm?: Norm | undefined;
    readonly hearingRight: boolean;
    readonly reviewGrounds: readonly ReviewGround[];
    readonly needsDiscussion: boolean;
  };
  readonly PartyInformed: Plain<"InformParty"> & Together & Issues & { readonly deliveredOn: Day };
  readonly DefenceReceived: Plain<"ReceiveDefence">;
  readonly DefenceWaived: Plain<"WaiveDefence">;
  readonly DefenceConsidered: Plain<"ConsiderDefence">;
  readonly HearingRequested: Plain<"RequestHearing">;
  readonly HearingScheduled: Plain<"ScheduleHearing"> & Issues;
  readonly HearingHeld: Plain<"HoldHearing">;
  readonly HearingForgone: Plain<"ForgoHearing">;
  readonly LegallyReviewed: Plain<"ReviewLegally">;
  readonly CollectivelyDiscussed: Plain<"DiscussCollectively">;
  readonly DecisionExtended: Plain<"ExtendDecision"> & Issues;
  readonly Decided: Plain<"Decide"> &
    Issues & {
      readonly body: string;
      readonly law: Governing;
      readonly norm?: Norm | undefined;
      readonly remedies: readonly Remedy[];
      /** 缴款期限, in days from the delivery. */
      readonly performance?: Omit<Remedy, "kind"> | undefined;
    };
  readonly DecisionCorrected: Plain<"CorrectDecision">;
  readonly DecisionAnnulled: Plain<"AnnulDecision"> & Issues;
  readonly DecisionPublished: Plain<"PublishDecision">;
  readonly PublicityWithdrawn: Plain<"WithdrawPublicity">;
  readonly ElectronicDeliveryConfirmed: Plain<"ConfirmElectronicDelivery">;
  readonly DecisionDelivered: Plain<"DeliverDecision"> & Together & Issues & { readonly deliveredOn: Day };
  readonly PaymentRecorded: Plain<"RecordPayment">;
  readonly CollectedOnSpot: Plain<"CollectOnSpot"> & Together & Issues;
  readonly HandedIn: Plain<"HandIn"> & Issues;
  readonly BankedIn: Plain<"BankIn">;
  readonly DeferralGranted: Plain<"GrantDeferral"> & Issues;
  readonly PerformanceRecorded: Plain<"RecordPerformance">;
  readonly RemedyRecorded: Plain<"RecordRemedy">;
  readonly RemedyEnded: Plain<"EndRemedy"> & Issues;
  /** 变更: by the reconsideration decision or the judgment. */
  readonly DecisionChanged: { readonly penalty: Penalty; readonly document: string } & Issues;
  readonly ExecutionAgreed: Plain<"AgreeExecution"> & Issues;
  /** 不履行执行协议: execution goes on as if there were none. */
  readonly AgreementBroken: { readonly document: string; readonly due: Fen; readonly paid: Fen; readonly lastDay: Day };
  readonly RefundProposed: Plain<"ProposeRefund">;
  readonly RefundDecided: Plain<"DecideRefund">;
  readonly RefundPaid: Plain<"RecordRefund">;
  readonly PartyUrged: Plain<"UrgeParty"> & Together & Issues & { readonly deliveredOn: Day };
  readonly AppliedToCourt: Plain<"ApplyToCourt">;
  readonly CourtRecorded: Plain<"RecordCourt">;
  readonly DossierClosed: Plain<"CloseDossier">;
  readonly DossierWithdrawn: Plain<"WithdrawDossier">;
  readonly TransferredToJustice: Plain<"TransferToJustice">;
  readonly TransferAcknowledged: Plain<"AcknowledgeTransfer">;
  /** The clock of the decision stood still while it was away. */
  readonly ReturnedFromJustice: Plain<"ReturnFromJustice"> & Issues;
  readonly DisputeRaised: Plain<"RaiseDispute">;
  readonly DisputeSettled: Plain<"SettleDispute">;
  readonly HandedOver: Plain<"HandOver">;
  readonly DecidedOnSpot: Plain<"DecideOnSpot"> &
    Together &
    Issues & {
      readonly body: string;
      readonly law: Governing;
      readonly norm?: Norm | undefined;
      readonly remedies: readonly Remedy[];
      readonly performance?: Omit<Remedy, "kind"> | undefined;
    };
  readonly SummaryRecorded: Plain<"RecordSummary">;
  readonly PartyErased: Plain<"EraseParty">;
  /** The last day is over. Without `missedBy` a right or a measure has ended by itself. */
  readonly DeadlinePassed: { readonly deadline: Deadline; readonly missedBy?: "body" | "party" | undefined };
  /** 生效: no remedy is open any more; from here on the court may be applied to. */
  readonly DecisionBecameFinal: Issues & { readonly on: Day };
}

export type EventType = keyof EventData;
export type EventOf<Type extends EventType> = {
  readonly type: Type;
  readonly data: EventData[Type] & { readonly by: Acting; readonly at: string };
};
export type DossierEvent = { readonly [Type in EventType]: EventOf<Type> }[EventType];

/** Free text of officers: may be removed by order of the law. Whoever adds an event with words names them here. */
export const REDACTABLE: Readonly<Partial<Record<EventType, readonly string[]>>> = {
  DossierOpened: ["data.facts"],
  FilingRefused: ["data.reason"],
  RecusalAsked: ["data.ground"],
  InvestigationRecorded: ["data.note"],
  PropertySeizedUrgently: ["data.urgency"],
  UrgentSeizureDecided: ["data.reason"],
  SeizureExtended: ["data.reason"],
  PenaltyProposed: ["data.facts", "data.reasons", "data.discretion.deviation"],
  DefenceConsidered: ["data.reasons"],
  HearingHeld: ["data.opinion"],
  LegallyReviewed: ["data.opinion"],
  DecisionExtended: ["data.reason"],
  Decided: ["data.facts", "data.reasons"],
  DecisionCorrected: ["data.correction"],
  DecisionAnnulled: ["data.reason"],
  PublicityWithdrawn: ["data.reason"],
  DossierClosed: ["data.report"],
  DossierWithdrawn: ["data.reason"],
  TransferredToJustice: ["data.suspected"],
  DecidedOnSpot: ["data.facts", "data.reasons", "data.discretion.deviation"],
};
