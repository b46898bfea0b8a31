/** 审核, 决定, 送达, 执行: the steps from the decision on. */
import { competentOf, plain, type Asked } from "./asked.ts";
import { governingLaw } from "../law/index.ts";
import type { CommandType } from "./commands.ts";
import type { Decision } from "./decide-course.ts";
import type { Governing, Remedy } from "./events.ts";
import { capReachedOn } from "./money.ts";
import { termOn, type Rules } from "./rules.ts";
import type { Process } from "./process.ts";
import { deliveredOn } from "./time.ts";
import { normOf } from "./weigh.ts";
import type { Day, Deadline, Fen, Instalment, Penalty } from "./words.ts";

/** 救济途径和期限, as the decision must say them. */
const remediesOn = (on: Day, rules: Rules, process: Process): readonly Remedy[] =>
  (["reconsideration", "suit"] as const).flatMap((kind) => {
    const term = termOn(rules, process, kind, on);
    return term === undefined
      ? []
      : [{ kind, period: term.value, edition: term.version, article: term.article } satisfies Remedy];
  });

/** 从旧兼从轻, with the circumstances that were found. */
const judgedBy = ({ state, on, rules }: Asked, circumstances: readonly string[]): Governing => {
  const { version: edition, why, rule } = governingLaw(rules.law, state.act, on, circumstances);
  return { edition, why, article: rule.article };
};

const performanceOn = (penalty: Penalty, on: Day, rules: Rules, process: Process) => {
  const term = penalty.fine + penalty.confiscated > 0 ? termOn(rules, process, "payment", on) : undefined;
  if (term === undefined) return {};
  return { performance: { period: term.value, edition: term.version, article: term.article } };
};

/** 加处罚款封顶日, if nothing is paid. */
const capOf = ({ law }: Rules, fine: Fen, payBy: Day | undefined, decidedOn: Day): readonly Deadline[] => {
  const cap = payBy === undefined ? undefined : capReachedOn(law, fine, payBy, decidedOn);
  if (cap === undefined || payBy === undefined) return [];
  const amount = (Date.parse(cap.lastDay) - Date.parse(payBy)) / 86_400_000;
  return [{ purpose: "surchargeCap", ...cap, from: payBy, period: { amount, unit: "day" } }];
};

/** The last day of each part, as it was granted or agreed on. */
const partsOf = (
  name: string,
  instalments: readonly Instalment[],
  on: Day,
  rule: Pick<Deadline, "edition" | "article">,
): readonly Deadline[] =>
  instalments.map(({ payBy }, index) => ({
    purpose: "payment",
    of: `${name}-${index + 1}`,
    lastDay: payBy,
    ...rule,
    from: on,
    period: { amount: (Date.parse(payBy) - Date.parse(on)) / 86_400_000, unit: "day" },
  }));

/** What runs from the day on which a decision is delivered: remedies, and the payment of what it asks for. */
const runsFrom = (asked: Asked, penalty: Penalty, from: Day): readonly Deadline[] => {
  const payment = penalty.fine + penalty.confiscated > 0 ? asked.issue("payment", { from }) : [];
  const decidedOn = asked.state.decision?.on ?? asked.on;
  return [
    ...payment,
    ...capOf(asked.rules, penalty.fine, payment[0]?.lastDay, decidedOn),
    ...asked.issue("reconsideration", { from }),
    ...asked.issue("suit", { from }),
  ];
};

export const outcomeDecisions = {
  ReviewLegally: ({ data, say }) => [say("LegallyReviewed", data)],
  DiscussCollectively: ({ data, say }) => [say("CollectivelyDiscussed", data)],
  ExtendDecision: ({ data, state, say, issue }) => {
    const from = state.deadlines.findLast(({ purpose }) => purpose === "decision")?.lastDay;
    return [say("DecisionExtended", { ...data, deadlines: issue("decision", { term: "decisionExtension", from }) })];
  },
  Decide: (asked) => {
    const { data, state, rules, process, on, say, issue } = asked;
    return [
      say("Decided", {
        ...plain(data),
        body: state.body,
        law: judgedBy(asked, state.proposal?.circumstances ?? []),
        ...(data.finding === "penalty" ? { norm: state.proposal?.norm } : {}),
        remedies: remediesOn(on, rules, process),
        ...performanceOn(data.penalty, on, rules, process),
        deadlines: issue("delivery"),
      }),
    ];
  },
  CorrectDecision: ({ data, say }) => [say("DecisionCorrected", data)],
  AnnulDecision: ({ data, state, say, issue }) => {
    const publicity = state.publicity === "published" ? issue("publicityWithdrawal") : [];
    const again = data.redo ? issue("decision") : [];
    return [say("DecisionAnnulled", { ...data, deadlines: [...publicity, ...again] })];
  },
  PublishDecision: ({ data, say }) => [say("DecisionPublished", data)],
  WithdrawPublicity: ({ data, say }) => [say("PublicityWithdrawn", data)],
  ConfirmElectronicDelivery: ({ data, say }) => [say("ElectronicDeliveryConfirmed", data)],
  DeliverDecision: (asked) => {
    const { data, state, rules, process, on, say } = asked;
    const from = deliveredOn(data.delivery, on, rules, process);
    const penalty = state.decision?.penalty ?? { kinds: [], fine: 0, confiscated: 0 };
    return [
      say("DecisionDelivered", {
        ...plain(data),
        officers: competentOf(data.officers),
        deliveredOn: from,
        deadlines: runsFrom(asked, penalty, from),
      }),
    ];
  },
  RecordPayment: ({ data, say }) => [say("PaymentRecorded", data)],
  CollectOnSpot: ({ data, say, issue }) => [
    say("CollectedOnSpot", {
      ...plain(data),
      officers: competentOf(data.officers),
      deadlines: issue("handIn", { of: data.paymentId }),
    }),
  ],
  HandIn: ({ data, say, issue }) => [
    say("HandedIn", { ...data, deadlines: issue("bankIn", { of: data.paymentId, from: data.on }) }),
  ],
  BankIn: ({ data, say }) => [say("BankedIn", data)],
  GrantDeferral: ({ data, state, rules, on, say }) => {
    const deferral = rules.law.figureIfAny("penalty", on, "deferral");
    const { version: edition = "", article = "" } = deferral ?? {};
    const deadlines = partsOf("instalment", data.instalments, on, { edition, article });
    return [
      say("DeferralGranted", {
        ...data,
        deadlines: [
          ...deadlines,
          ...capOf(rules, state.decision?.penalty.fine ?? 0, data.instalments.at(-1)?.payBy, state.decision?.on ?? on),
        ],
      }),
    ];
  },
  RecordPerformance: ({ data, say }) => [say("PerformanceRecorded", data)],
  RecordRemedy: ({ data, say }) => [say("RemedyRecorded", data)],
  EndRemedy: ({ data, state, say, issue }) => {
    const running = state.remedies.find(({ until }) => until === undefined);
    const { outcome, document, penalty, deliveredOn: from } = data;
    const goesOn = running?.kind === "reconsideration" && (outcome === "upheld" || outcome === "changed");
    const ended = say("RemedyEnded", { ...data, deadlines: goesOn ? issue("suitAfterReconsideration", { from }) : [] });
    const publicity = state.publicity === "published" ? issue("publicityWithdrawal") : [];
    if (outcome === "changed" && penalty !== undefined)
      return [ended, say("DecisionChanged", { penalty, document, deadlines: publicity })];
    if (outcome !== "annulled" && outcome !== "ordered") return [ended];
    const redo = outcome === "ordered";
    const deadlines = [...publicity, ...(redo ? issue("decision") : [])];
    const by = running?.kind === "suit" ? "judgment" : "reconsideration";
    return [ended, say("DecisionAnnulled", { on: by, redo, reason: document, deadlines })];
  },
  AgreeExecution: ({ data, on, rules, say }) => {
    const { version: edition, article } = rules.law.figure("compulsion", on, "agreement");
    const deadlines = partsOf("agreement", data.instalments, on, { edition, article });
    return [say("ExecutionAgreed", { ...data, deadlines })];
  },
  ProposeRefund: ({ data, say }) => [say("RefundProposed", data)],
  DecideRefund: ({ data, say }) => [say("RefundDecided", data)],
  RecordRefund: ({ data, say }) => [say("RefundPaid", data)],
  UrgeParty: ({ data, rules, process, on, say, issue }) => {
    const from = deliveredOn(data.delivery, on, rules, process);
    const deadlines = issue("urgeAnswer", { from });
    return [say("PartyUrged", { ...plain(data), officers: competentOf(data.officers), deliveredOn: from, deadlines })];
  },
  ApplyToCourt: ({ data, say }) => [say("AppliedToCourt", data)],
  RecordCourt: ({ data, say }) => [say("CourtRecorded", data)],
  CloseDossier: ({ data, say }) => [say("DossierClosed", data)],
  DecideOnSpot: (asked) => {
    const { data, state, rules, process, on, say, issue } = asked;
    return [
      say("DecidedOnSpot", {
        ...plain(data),
        officers: competentOf(data.officers),
        body: state.body,
        law: judgedBy(asked, data.discretion?.circumstances ?? []),
        norm: normOf(data.norms, on, rules),
        remedies: remediesOn(on, rules, process),
        ...performanceOn(data.penalty, on, rules, process),
        deadlines: [...runsFrom(asked, data.penalty, on), ...issue("summaryRecord")],
      }),
    ];
  },
  EraseParty: ({ data, say }) => [say("PartyErased", data)],
  RecordSummary: ({ data, say }) => [say("SummaryRecorded", data)],
} satisfies { readonly [Type in CommandType]?: Decision<Type> };
