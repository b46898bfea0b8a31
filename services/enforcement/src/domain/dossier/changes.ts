/** What single events change of a dossier. */
import { dayOf } from "@wangge/calendar";
import type { Opened } from "./commands.ts";
import type { EventData } from "./events.ts";
import type { Dossier, Hearing, Informed, IssuedDeadline, Measure, Refund } from "./state.ts";
import type { Acting, Competent, Deadline, Fen, Instalment, Purpose } from "./words.ts";

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

export type Change = Partial<Dossier>;
type Data<Type extends keyof EventData> = EventData[Type] & { readonly by: Acting; readonly at: string };

/** A deadline that has been met, or that nothing waits for any more. */
export const kept = (
  deadlines: readonly IssuedDeadline[],
  purposes: readonly Purpose[],
  of?: string,
): readonly IssuedDeadline[] =>
  deadlines.map((one) =>
    one.status === "running" && purposes.includes(one.purpose) && (of === undefined || one.of === of)
      ? { ...one, status: "kept" }
      : one,
  );

export const added = (deadlines: readonly IssuedDeadline[], fresh: readonly Deadline[]): readonly IssuedDeadline[] => [
  ...deadlines,
  ...fresh.map((one): IssuedDeadline => ({ ...one, status: "running" })),
];

export const withMeasure = (measures: readonly Measure[], id: string, change: Partial<Measure>): readonly Measure[] =>
  measures.map((one) => (one.id === id ? { ...one, ...change } : one));

export const joined = (state: Dossier, officers: readonly Competent[]): Change => {
  const fresh = officers.map(({ officer: account, force, body }) => ({ account, force, body }));
  const names = fresh.map(({ account }) => account);
  return { investigators: [...state.investigators.filter(({ account }) => !names.includes(account)), ...fresh] };
};

export const gone = ({ investigators }: Dossier, account: string): Change => ({
  investigators: investigators.map((one) => (one.account === account ? { ...one, left: true } : one)),
});

export const held = (state: Dossier, data: Data<"EvidencePreserved" | "PropertySeized">): Change => ({
  measures: withMeasure(state.measures, data.measureId, { status: "held", evidence: data.evidence }),
  deadlines: added(state.deadlines, data.deadlines),
});

export const heldUrgently = (state: Dossier, data: Data<"PropertySeizedUrgently">): Change => {
  const { measureId: id, evidence, approval, deadlines } = data;
  const measure: Measure = { id, kind: "seizure", evidence, status: "held", extended: false, urgent: approval };
  return { measures: [...state.measures, measure], deadlines: added(state.deadlines, deadlines) };
};

/** Refused: the thirty days are nothing to wait for any more. */
export const urgentDecided = (state: Dossier, data: Data<"UrgentSeizureDecided">): Change => {
  const { measureId: id, approved, deadlines } = data;
  if (approved) return { measures: withMeasure(state.measures, id, { urgent: undefined }) };
  return {
    measures: withMeasure(state.measures, id, { urgent: undefined, status: "refused" }),
    deadlines: added(kept(state.deadlines, ["seizure"], id), deadlines),
  };
};

export const toldOf = (state: Dossier, change: Partial<Informed>): Change =>
  state.informed === undefined ? {} : { informed: { ...state.informed, ...change } };

/** What was told is what may be decided at most: a milder one takes its place. */
export const milder = (state: Dossier, penalty: Informed["penalty"] | undefined): Change => {
  if (penalty === undefined || state.proposal === undefined) return {};
  return { proposal: { ...state.proposal, penalty }, review: undefined, discussion: undefined };
};

export const heldHearing = (state: Dossier, data: Data<"HearingHeld">): Change => ({
  status: "informed",
  hearing: { ...(state.hearing as Hearing), record: data.record },
  // 经过听证 is a ground for review of its own: what was reviewed before it is reviewed anew.
  review: undefined,
  ...milder(state, data.penalty),
  ...toldOf(state, { hearing: "held", ...(data.penalty === undefined ? {} : { penalty: data.penalty }) }),
});

export const proposed = (state: Dossier, data: Data<"PenaltyProposed">): Change => {
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

export const informed = (state: Dossier, data: Data<"PartyInformed">): Change => ({
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

export const decided = (state: Dossier, data: Data<"Decided">): Change => ({
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

export const onSpot = (data: Data<"DecidedOnSpot">): Dossier => {
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
const begunAnew = ({ execution: { payments, refunds } }: Dossier): Change => ({
  procedure: "ordinary",
  summaryRecordedOn: undefined,
  proposal: undefined,
  informed: undefined,
  hearing: undefined,
  review: undefined,
  discussion: undefined,
  extensions: 0,
  remedies: [],
  execution: { payments, instalments: [], performed: [], ...(refunds === undefined ? {} : { refunds }) },
});

export const annulled = (state: Dossier, data: Data<"DecisionAnnulled">): Change => {
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

export const paid = (state: Dossier, payment: Dossier["execution"]["payments"][number]): Change => ({
  execution: { ...state.execution, payments: [...state.execution.payments, payment] },
  deadlines: isCovered(state, payment.amount) ? kept(state.deadlines, ["payment", "surchargeCap"]) : state.deadlines,
});

/** Fine and confiscation are paid with this: no last day of a payment waits for anything. */
const isCovered = ({ decision, execution }: Dossier, amount: number): boolean => {
  const total = execution.payments.reduce((sum, one) => sum + one.amount, amount);
  return total >= (decision?.penalty.fine ?? 0) + (decision?.penalty.confiscated ?? 0);
};

export const onSpotStep = (
  state: Dossier,
  id: string,
  change: { handedInOn: string } | { bankedInOn: string },
): Change => ({
  execution: {
    ...state.execution,
    payments: state.execution.payments.map((one) =>
      one.id === id && one.onSpot !== undefined ? { ...one, onSpot: { ...one.onSpot, ...change } } : one,
    ),
  },
});

export const deferred = (state: Dossier, data: Data<"DeferralGranted">): Change => {
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

export const remedyEnded = (state: Dossier, data: Data<"RemedyEnded">): Change => {
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

/** Parts of a smaller fine: the last ones go. */
const within = (instalments: readonly Instalment[], fine: Fen): readonly Instalment[] => {
  let left = fine;
  return instalments.flatMap(({ amount, payBy }) => {
    const part = Math.min(amount, left);
    left -= part;
    return part === 0 ? [] : [{ amount: part, payBy }];
  });
};

export const changed = (state: Dossier, { penalty, deadlines }: Data<"DecisionChanged">): Change => {
  if (state.decision === undefined) return {};
  const decision = { ...state.decision, penalty };
  const execution = { ...state.execution, instalments: within(state.execution.instalments, penalty.fine) };
  const after = { ...state, decision, execution };
  const running = isCovered(after, 0) ? kept(state.deadlines, ["payment", "surchargeCap"]) : state.deadlines;
  return { decision, execution, deadlines: added(running, deadlines) };
};

export const agreed = (state: Dossier, data: Data<"ExecutionAgreed">): Change => {
  const { document, instalments, letOff, at, deadlines } = data;
  const paidBefore = state.execution.payments.reduce((sum, { amount }) => sum + amount, 0);
  return {
    execution: { ...state.execution, agreement: { document, on: dayOf(at), instalments, letOff, paidBefore } },
    deadlines: added(kept(state.deadlines, ["payment", "surchargeCap"]), deadlines),
  };
};

export const agreementBroken = (state: Dossier): Change => {
  const { agreement } = state.execution;
  return {
    ...(agreement === undefined
      ? {}
      : { execution: { ...state.execution, agreement: { ...agreement, broken: true } } }),
    deadlines: kept(state.deadlines, ["payment"]),
  };
};

export const withRefund = (state: Dossier, id: string, change: Partial<Refund>): Change => ({
  execution: {
    ...state.execution,
    refunds: (state.execution.refunds ?? []).map((one) => (one.id === id ? { ...one, ...change } : one)),
  },
});

export const passed = (state: Dossier, { deadline }: Data<"DeadlinePassed">): Change => {
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
export const ended = (state: Dossier, status: Dossier["status"]): Change => ({
  status,
  deadlines: state.deadlines.map((one): IssuedDeadline =>
    one.status === "running" && one.purpose !== "publicityWithdrawal" ? { ...one, status: "kept" } : one,
  ),
});
