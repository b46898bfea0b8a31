import { dayAfter, dayOf } from "@wangge/calendar";
import type { Opened } from "./commands.ts";
import type { DossierEvent, EventData } from "./events.ts";
import type { Dossier, DossierState, Hearing, Informed, IssuedDeadline, Measure } from "./state.ts";
import type { Acting, Competent, Deadline, Purpose } from "./words.ts";

export const openedFrom = (
  opened: Opened & { readonly process: string },
  account: string,
  at: string,
  procedure: Dossier["procedure"],
): Dossier => ({
  status: "opened",
  process: opened.process,
  procedure,
  number: opened.number,
  source: opened.source,
  item: opened.item,
  body: opened.decidingBody,
  area: opened.area,
  party: opened.party,
  partyEdits: 0,
  act: opened.act,
  ...(opened.operationId === undefined ? {} : { operationId: opened.operationId }),
  openedAt: at,
  openedBy: account,
  investigators: [],
  recusals: [],
  investigations: 0,
  measures: [],
  extensions: 0,
  execution: { payments: [], instalments: [], performed: [] },
  publicity: "none",
  remedies: [],
  deadlines: [],
});

type Change = Partial<Dossier>;
type Data<Type extends keyof EventData> = EventData[Type] & { readonly by: Acting; readonly at: string };

/** A deadline that has been met, or that nothing waits for any more. */
const kept = (
  deadlines: readonly IssuedDeadline[],
  purposes: readonly Purpose[],
  of?: string,
): readonly IssuedDeadline[] =>
  deadlines.map((one) =>
    one.status === "running" && purposes.includes(one.purpose) && (of === undefined || one.of === of)
      ? { ...one, status: "kept" }
      : one,
  );

const added = (deadlines: readonly IssuedDeadline[], fresh: readonly Deadline[]): readonly IssuedDeadline[] => [
  ...deadlines,
  ...fresh.map((one): IssuedDeadline => ({ ...one, status: "running" })),
];

const withMeasure = (measures: readonly Measure[], id: string, change: Partial<Measure>): readonly Measure[] =>
  measures.map((one) => (one.id === id ? { ...one, ...change } : one));

const joined = (state: Dossier, officers: readonly Competent[]): Change => {
  const fresh = officers.map(({ officer: account, force, body }) => ({ account, force, body }));
  const names = fresh.map(({ account }) => account);
  return { investigators: [...state.investigators.filter(({ account }) => !names.includes(account)), ...fresh] };
};

const gone = ({ investigators }: Dossier, account: string): Change => ({
  investigators: investigators.map((one) => (one.account === account ? { ...one, left: true } : one)),
});

const held = (state: Dossier, data: Data<"EvidencePreserved" | "PropertySeized">): Change => ({
  measures: withMeasure(state.measures, data.measureId, { status: "held", evidence: data.evidence }),
  deadlines: added(state.deadlines, data.deadlines),
});

const toldOf = (state: Dossier, change: Partial<Informed>): Change =>
  state.informed === undefined ? {} : { informed: { ...state.informed, ...change } };

/** What was told is what may be decided at most: a milder one takes its place. */
const milder = (state: Dossier, penalty: Informed["penalty"] | undefined): Change => {
  if (penalty === undefined || state.proposal === undefined) return {};
  return { proposal: { ...state.proposal, penalty }, review: undefined, discussion: undefined };
};

const heldHearing = (state: Dossier, data: Data<"HearingHeld">): Change => ({
  status: "informed",
  hearing: { ...(state.hearing as Hearing), record: data.record },
  // 经过听证 is a ground for review of its own: what was reviewed before it is reviewed anew.
  review: undefined,
  ...milder(state, data.penalty),
  ...toldOf(state, { hearing: "held", ...(data.penalty === undefined ? {} : { penalty: data.penalty }) }),
});

const proposed = (state: Dossier, data: Data<"PenaltyProposed">): Change => {
  const { finding, penalty, norm, hearingRight, reviewGrounds, needsDiscussion, evidence, discretion } = data;
  return {
    status: "proposed",
    proposal: {
      on: dayOf(data.at),
      finding,
      penalty,
      ...(norm === undefined ? {} : { norm }),
      hearingRight,
      reviewGrounds,
      needsDiscussion,
      evidence,
      circumstances: discretion?.circumstances ?? [],
    },
    review: undefined,
    discussion: undefined,
    deadlines: kept(state.deadlines, ["defence", "hearingRequest"]),
  };
};

const informed = (state: Dossier, data: Data<"PartyInformed">): Change => ({
  status: "informed",
  informed: {
    on: data.deliveredOn,
    penalty: state.proposal?.penalty ?? { kinds: [], fine: 0, confiscated: 0 },
    defence: "open",
    hearing: data.deadlines.some(({ purpose }) => purpose === "hearingRequest") ? "open" : "none",
  },
  hearing: undefined,
  deadlines: added(state.deadlines, data.deadlines),
});

const decided = (state: Dossier, data: Data<"Decided">): Change => ({
  status: "decided",
  decision: {
    number: data.number,
    procedure: "ordinary",
    finding: data.finding,
    penalty: data.penalty,
    body: data.body,
    on: dayOf(data.at),
    law: data.law,
    ...(data.norm === undefined ? {} : { norm: data.norm }),
    remedies: data.remedies,
    corrections: 0,
  },
  deadlines: added(kept(state.deadlines, ["decision", "defence", "hearingRequest"]), data.deadlines),
});

const onSpot = (data: Data<"DecidedOnSpot">): Dossier => {
  const opened = openedFrom(data, data.by.account, data.at, "summary");
  const on = dayOf(data.at);
  return {
    ...opened,
    status: "delivered",
    filedOn: on,
    ...joined(opened, [...(data.by.competence === undefined ? [] : [data.by.competence]), ...data.officers]),
    decision: {
      number: data.formNumber,
      procedure: "summary",
      finding: "penalty",
      penalty: data.penalty,
      body: data.body,
      on,
      law: data.law,
      ...(data.norm === undefined ? {} : { norm: data.norm }),
      remedies: data.remedies,
      corrections: 0,
      deliveredOn: on,
    },
    deadlines: added([], data.deadlines),
  };
};

/** What is decided again goes the ordinary way, and from the beginning; only what was paid stays paid. */
const begunAnew = ({ execution: { payments } }: Dossier): Change => ({
  procedure: "ordinary",
  summaryRecordedOn: undefined,
  proposal: undefined,
  informed: undefined,
  hearing: undefined,
  review: undefined,
  discussion: undefined,
  extensions: 0,
  remedies: [],
  execution: { payments, instalments: [], performed: [] },
});

const annulled = (state: Dossier, data: Data<"DecisionAnnulled">): Change => {
  const publicity: readonly Purpose[] = ["publicityWithdrawal"];
  const deadlines = state.deadlines.map((one): IssuedDeadline =>
    one.status === "running" && !publicity.includes(one.purpose) ? { ...one, status: "kept" } : one,
  );
  return {
    status: data.redo ? "investigating" : "annulled",
    ...(state.decision === undefined ? {} : { decision: { ...state.decision, annulled: true } }),
    ...(data.redo ? begunAnew(state) : {}),
    deadlines: added(deadlines, data.deadlines),
  };
};

const paid = (state: Dossier, payment: Dossier["execution"]["payments"][number]): Change => ({
  execution: { ...state.execution, payments: [...state.execution.payments, payment] },
  deadlines: isCovered(state, payment.amount) ? kept(state.deadlines, ["payment", "surchargeCap"]) : state.deadlines,
});

/** Fine and confiscation are paid with this: no last day of a payment waits for anything. */
const isCovered = ({ decision, execution }: Dossier, amount: number): boolean => {
  const total = execution.payments.reduce((sum, one) => sum + one.amount, amount);
  return total >= (decision?.penalty.fine ?? 0) + (decision?.penalty.confiscated ?? 0);
};

const onSpotStep = (state: Dossier, id: string, change: { handedInOn: string } | { bankedInOn: string }): Change => ({
  execution: {
    ...state.execution,
    payments: state.execution.payments.map((one) =>
      one.id === id && one.onSpot !== undefined ? { ...one, onSpot: { ...one.onSpot, ...change } } : one,
    ),
  },
});

const deferred = (state: Dossier, data: Data<"DeferralGranted">): Change => {
  const before = state.execution.payments.reduce((sum, { amount }) => sum + amount, 0);
  const on = dayOf(data.at);
  return {
    execution: {
      ...state.execution,
      // What was paid before stands as a part of its own, so that the others are still to be paid in full.
      instalments: [...(before > 0 ? [{ amount: before, payBy: on }] : []), ...data.instalments],
    },
    deadlines: added(kept(state.deadlines, ["payment", "surchargeCap"]), data.deadlines),
  };
};

const remedyEnded = (state: Dossier, data: Data<"RemedyEnded">): Change => {
  const running = state.remedies.find(({ until }) => until === undefined);
  const goesBack = running?.kind === "reconsideration" && data.outcome === "withdrawn";
  const deadlines = goesBack
    ? state.deadlines.map((one): IssuedDeadline => (one.purpose === "suit" ? { ...one, status: "running" } : one))
    : state.deadlines;
  return {
    remedies: state.remedies.map((one) =>
      one.until === undefined ? { ...one, until: data.deliveredOn, outcome: data.outcome } : one,
    ),
    deadlines: added(deadlines, data.deadlines),
  };
};

const passed = (state: Dossier, { deadline }: Data<"DeadlinePassed">): Change => {
  const { purpose, of } = deadline;
  const deadlines = state.deadlines.map((one): IssuedDeadline =>
    one.status === "running" && one.purpose === purpose && one.of === of && one.lastDay === deadline.lastDay
      ? { ...one, status: "passed" }
      : one,
  );
  switch (purpose) {
    case "preservation":
    case "seizure":
      return { deadlines, measures: withMeasure(state.measures, of ?? "", { status: "lapsed" }) };
    case "defence":
      return { deadlines, ...(state.informed?.defence === "open" ? toldOf(state, { defence: "lapsed" }) : {}) };
    case "hearingRequest":
      return { deadlines, ...(state.informed?.hearing === "open" ? toldOf(state, { hearing: "lapsed" }) : {}) };
    default:
      return { deadlines };
  }
};

/** What ends a dossier ends its clocks, but for what has to be given back or taken down. */
const ended = (state: Dossier, status: Dossier["status"]): Change => ({
  status,
  deadlines: state.deadlines.map((one): IssuedDeadline =>
    one.status === "running" && one.purpose !== "publicityWithdrawal" ? { ...one, status: "kept" } : one,
  ),
});

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
        measures: withMeasure(state.measures, measureId, { status: "ended" }),
        deadlines: kept(state.deadlines, ["preservation", "seizure"], measureId),
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

const wakeOn = (deadlines: readonly IssuedDeadline[]): string | undefined => {
  const days = deadlines.flatMap(({ status, lastDay }) => (status === "running" ? [lastDay] : []));
  const first = days.reduce<string | undefined>(
    (least, day) => (least === undefined || day < least ? day : least),
    undefined,
  );
  return first === undefined ? undefined : dayAfter(first, 1);
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
  return without({ ...after, wakeOn: wakeOn(after.deadlines) });
};
