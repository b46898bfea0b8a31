import { dayAfter, dayOf } from "@wangge/calendar";
import {
  openedFrom,
  kept,
  added,
  withMeasure,
  joined,
  gone,
  held,
  heldUrgently,
  urgentDecided,
  toldOf,
  milder,
  heldHearing,
  proposed,
  informed,
  decided,
  onSpot,
  annulled,
  paid,
  onSpotStep,
  deferred,
  remedyEnded,
  changed,
  agreed,
  agreementBroken,
  withRefund,
  passed,
  ended,
  type Change,
} from "./changes.ts";
import type { DossierEvent } from "./events.ts";
import type { Dossier, DossierState, Hearing, Refund } from "./state.ts";
import { finalDayOf } from "./time.ts";
import type { Purpose } from "./words.ts";

const change = (state: Dossier, event: DossierEvent): Change => {
  switch (event.type) {
    case "DossierOpened":
    case "DecidedOnSpot":
      return {};
    case "DossierFiled":
      return {
        status: "investigating",
        filedOn: dayOf(event.data.at),
        filedBy: event.data.by.account,
        ...joined(state, event.data.officers),
        deadlines: added(state.deadlines, event.data.deadlines),
      };
    case "PartyAmended":
      return { partyEdits: state.partyEdits + 1 };
    case "FilingRefused":
      return ended(state, "refused");
    case "InvestigatorsAdded":
      return joined(state, event.data.officers);
    case "InvestigatorRemoved":
      return gone(state, event.data.account);
    case "RecusalAsked":
      return { recusals: [...state.recusals, { account: event.data.account, status: "asked" }] };
    case "RecusalDecided": {
      const { account, granted } = event.data;
      const status = granted ? "granted" : "refused";
      const recusals = state.recusals.map((one) =>
        one.account === account && one.status === "asked" ? ({ account, status } as const) : one,
      );
      return { recusals, ...(granted ? gone(state, account) : {}) };
    }
    case "InvestigationRecorded":
      return { investigations: state.investigations + 1 };
    case "MeasureApproved": {
      const { measureId: id, kind } = event.data;
      return { measures: [...state.measures, { id, kind, evidence: [], status: "approved", extended: false }] };
    }
    case "EvidencePreserved":
    case "PropertySeized":
      return held(state, event.data);
    case "PropertySeizedUrgently":
      return heldUrgently(state, event.data);
    case "UrgentSeizureDecided":
      return urgentDecided(state, event.data);
    case "UrgentApprovalMissed": {
      const { measureId, approval } = event.data;
      return { measures: withMeasure(state.measures, measureId, { urgent: { ...approval, missed: true } }) };
    }
    case "SeizureExtended": {
      const { measureId, deadlines } = event.data;
      return {
        measures: withMeasure(state.measures, measureId, { extended: true }),
        deadlines: added(kept(state.deadlines, ["seizure"], measureId), deadlines),
      };
    }
    case "PreservedDisposed":
    case "SeizureLifted": {
      const { measureId } = event.data;
      return {
        measures: withMeasure(state.measures, measureId, { status: "ended", urgent: undefined }),
        deadlines: kept(state.deadlines, ["preservation", "seizure", "release"], measureId),
      };
    }
    case "PenaltyProposed":
      return proposed(state, event.data);
    case "PartyInformed":
      return informed(state, event.data);
    case "DefenceReceived":
      return { ...toldOf(state, { defence: "received" }), deadlines: kept(state.deadlines, ["defence"]) };
    case "DefenceWaived":
      return { ...toldOf(state, { defence: "waived" }), deadlines: kept(state.deadlines, ["defence"]) };
    case "DefenceConsidered": {
      const { adopted, penalty } = event.data;
      return {
        ...milder(state, penalty),
        ...toldOf(state, { defence: "considered", adopted, ...(penalty === undefined ? {} : { penalty }) }),
      };
    }
    case "HearingRequested":
      return {
        status: "hearing",
        hearing: { requestedOn: event.data.on, members: [] },
        ...toldOf(state, { hearing: "requested" }),
        deadlines: kept(state.deadlines, ["hearingRequest"]),
      };
    case "HearingScheduled": {
      const { on, chair, members } = event.data;
      const hearing = { ...(state.hearing as Hearing), on, chair, members };
      return { hearing, ...toldOf(state, { hearing: "scheduled" }) };
    }
    case "HearingHeld":
      return heldHearing(state, event.data);
    case "HearingForgone":
      return { status: "informed", ...toldOf(state, { hearing: "forgone" }) };
    case "LegallyReviewed":
      return { review: { by: event.data.by.account, passed: event.data.passed } };
    case "CollectivelyDiscussed": {
      const { members, inFavour } = event.data;
      return { discussion: { members, carried: inFavour * 2 > new Set(members).size } };
    }
    case "DecisionExtended":
      return {
        extensions: state.extensions + 1,
        deadlines: added(kept(state.deadlines, ["decision"]), event.data.deadlines),
      };
    case "Decided":
      return decided(state, event.data);
    case "DecisionCorrected":
      return state.decision === undefined
        ? {}
        : { decision: { ...state.decision, corrections: state.decision.corrections + 1 } };
    case "DecisionAnnulled":
      return annulled(state, event.data);
    case "DecisionPublished":
      return { publicity: "published" };
    case "PublicityWithdrawn":
      return { publicity: "withdrawn", deadlines: kept(state.deadlines, ["publicityWithdrawal"]) };
    case "ElectronicDeliveryConfirmed":
      return { electronicConsent: event.data.consent };
    case "DecisionDelivered":
      return {
        status: "delivered",
        ...(state.decision === undefined
          ? {}
          : { decision: { ...state.decision, deliveredOn: event.data.deliveredOn } }),
        deadlines: added(kept(state.deadlines, ["delivery"]), event.data.deadlines),
      };
    case "PaymentRecorded": {
      const { paymentId: id, amount, on } = event.data;
      return paid(state, { id, amount, on });
    }
    case "CollectedOnSpot": {
      const { paymentId: id, amount, at, by, deadlines } = event.data;
      const after = paid(state, { id, amount, on: dayOf(at), onSpot: { by: by.account } });
      return { ...after, deadlines: added(after.deadlines ?? [], deadlines) };
    }
    case "HandedIn": {
      const { paymentId, on, deadlines } = event.data;
      const rest = added(kept(state.deadlines, ["handIn"], paymentId), deadlines);
      return { ...onSpotStep(state, paymentId, { handedInOn: on }), deadlines: rest };
    }
    case "BankedIn": {
      const { paymentId, on } = event.data;
      const deadlines = kept(state.deadlines, ["bankIn"], paymentId);
      return { ...onSpotStep(state, paymentId, { bankedInOn: on }), deadlines };
    }
    case "DeferralGranted":
      return deferred(state, event.data);
    case "PerformanceRecorded":
      return { execution: { ...state.execution, performed: [...state.execution.performed, event.data.kind] } };
    case "RemedyRecorded": {
      const { kind, on } = event.data;
      const purposes: readonly Purpose[] = ["reconsideration", "suit", "suitAfterReconsideration"];
      return {
        remedies: [...state.remedies, { kind, from: on }],
        deadlines: kept(state.deadlines, purposes),
      };
    }
    case "RemedyEnded":
      return remedyEnded(state, event.data);
    case "DecisionChanged":
      return changed(state, event.data);
    case "ExecutionAgreed":
      return agreed(state, event.data);
    case "AgreementBroken":
      return agreementBroken(state);
    case "RefundProposed": {
      const { refundId: id, amount, by } = event.data;
      const refund: Refund = { id, amount, proposedBy: by.account, status: "proposed" };
      return { execution: { ...state.execution, refunds: [...(state.execution.refunds ?? []), refund] } };
    }
    case "RefundDecided": {
      const { refundId, approved, by } = event.data;
      return withRefund(state, refundId, { status: approved ? "approved" : "refused", decidedBy: by.account });
    }
    case "RefundPaid":
      return withRefund(state, event.data.refundId, { status: "paid", paidOn: event.data.on });
    case "PartyUrged":
      return {
        execution: { ...state.execution, urgedOn: event.data.deliveredOn },
        deadlines: added(kept(state.deadlines, ["urgeAnswer"]), event.data.deadlines),
      };
    case "AppliedToCourt":
      return {
        status: "applied",
        execution: { ...state.execution, appliedOn: event.data.on },
        deadlines: kept(state.deadlines, ["courtApplication"]),
      };
    case "CourtRecorded":
      return { execution: { ...state.execution, court: event.data.outcome } };
    case "DossierClosed":
      return ended(state, "closed");
    case "DossierWithdrawn":
      return ended(state, "withdrawn");
    case "TransferredToJustice":
      return {
        status: "transferred",
        transfer: { to: event.data.to, on: dayOf(event.data.at) },
        deadlines: kept(state.deadlines, ["decision", "defence", "hearingRequest"]),
      };
    case "TransferAcknowledged":
      return state.transfer === undefined ? {} : { transfer: { ...state.transfer, acknowledged: event.data.accepted } };
    case "ReturnedFromJustice":
      return {
        status: "investigating",
        ...(state.transfer === undefined ? {} : { transfer: { ...state.transfer, returnedOn: event.data.on } }),
        proposal: undefined,
        informed: undefined,
        review: undefined,
        discussion: undefined,
        deadlines: added(state.deadlines, event.data.deadlines),
      };
    case "DisputeRaised":
      return { dispute: { with: event.data.with, other: event.data.other } };
    case "DisputeSettled":
      return state.dispute === undefined ? {} : { dispute: { ...state.dispute, settledFor: event.data.body } };
    case "HandedOver":
      return ended(state, "handedOver");
    case "SummaryRecorded":
      return { summaryRecordedOn: event.data.on, deadlines: kept(state.deadlines, ["summaryRecord"]) };
    case "DeadlinePassed":
      return passed(state, event.data);
    case "PartyErased":
      return { erased: true, partyEdits: state.partyEdits + 1 };
    case "DecisionBecameFinal":
      return {
        ...(state.decision === undefined ? {} : { decision: { ...state.decision, finalOn: event.data.on } }),
        deadlines: added(state.deadlines, event.data.deadlines),
      };
  }
};

/** Undefined says that it is not there any more: the stored state has no such field then. */
const without = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;

/** 生效: the sweep says so on the day after the last remedy. */
const finalOn = (state: Dossier): readonly string[] => {
  const last = state.status === "delivered" && state.decision?.finalOn === undefined ? finalDayOf(state) : undefined;
  return last === undefined ? [] : [dayAfter(last, 1)];
};

/** The day after the earliest last day; that of an hour already on the day itself. */
const wakeOn = (state: Dossier): string | undefined =>
  [
    ...state.deadlines.flatMap(({ status, lastDay }) => (status === "running" ? [dayAfter(lastDay, 1)] : [])),
    ...state.measures.flatMap(({ urgent }) =>
      urgent === undefined || urgent.missed === true ? [] : [dayOf(urgent.by)],
    ),
    ...finalOn(state),
  ].toSorted()[0];

const ENDS: ReadonlySet<Dossier["status"]> = new Set(["refused", "closed", "withdrawn", "handedOver", "annulled"]);

const endedOn = (before: Dossier, after: Dossier, at: string): string | undefined => {
  if (!ENDS.has(after.status)) return undefined;
  return before.status === after.status ? before.endedOn : dayOf(at);
};

export const initial: DossierState = { status: "none" };

export const evolve = (state: DossierState, event: DossierEvent): DossierState => {
  const before =
    event.type === "DossierOpened"
      ? openedFrom(event.data, event.data.by.account, event.data.at, "ordinary")
      : event.type === "DecidedOnSpot"
        ? onSpot(event.data)
        : state;
  if (before.status === "none") return before;
  const after = { ...before, ...change(before, event) };
  return without({ ...after, endedOn: endedOn(before, after, event.data.at), wakeOn: wakeOn(after) });
};
