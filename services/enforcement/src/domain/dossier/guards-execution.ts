/** What comes after the decision asks: money, remedies, the court, the end. */
import { cashOnSpot } from "../law/index.ts";
import { dataOf, lastOf, type Asked, type Guard } from "./asked.ts";
import { brokenPartOn, owedOn, refundableOn } from "./money.ts";
import { refuse, type Reason } from "./refusals.ts";
import type { Dossier, Measure, Payment, Refund } from "./state.ts";
import { finalDayOf, toPerform } from "./time.ts";
import { termOn } from "./rules.ts";
import { isHeavier } from "./weigh.ts";
import type { Day, Fen, Instalment } from "./words.ts";

const onSpotOf = (asked: Asked): Payment | undefined => {
  const { paymentId } = dataOf(asked, "HandIn", "BankIn");
  return asked.state.execution.payments.find(({ id, onSpot }) => id === paymentId && onSpot !== undefined);
};

const whyNotOnSpot = (asked: Asked): Reason | undefined => {
  const { ground, receipt } = dataOf(asked, "CollectOnSpot");
  const { state, rules, on } = asked;
  if (receipt === "") return "receipt_missing";
  const { allowed } = cashOnSpot(rules.law, on, {
    fine: state.decision?.penalty.fine ?? 0,
    summary: state.procedure === "summary",
    hardLater: ground === "hardToEnforce",
    remote: ground === "remote",
  });
  return allowed ? undefined : "on_spot_not_allowed";
};

/** Parts in order, which are together exactly what is left. */
const mustAddUp = (instalments: readonly Instalment[], left: Fen, on: Day): void => {
  const sum = instalments.reduce((total, { amount }) => total + amount, 0);
  const isInOrder = instalments.every(
    ({ amount, payBy }, index) => amount > 0 && payBy >= (instalments[index - 1]?.payBy ?? on),
  );
  if (left === 0 || sum !== left || !isInOrder) throw refuse("instalments_wrong", { left, sum });
};

/** 逾期, 未获批准: what was seized is still to be given back. */
const isHeld = ({ status, kind }: Measure): boolean =>
  status === "held" || status === "refused" || (kind === "seizure" && status === "lapsed");

const hasRefund = ({ execution: { refunds = [] } }: Dossier): boolean =>
  refunds.some(({ status }) => status === "proposed" || status === "approved");

const refundOf = (asked: Asked): Refund | undefined => {
  const { refundId } = dataOf(asked, "DecideRefund", "RecordRefund");
  return asked.state.execution.refunds?.find(({ id }) => id === refundId);
};

/** What is still to be done before it may be closed. */
const undoneOf = ({ state, rules, on }: Asked): readonly string[] => {
  const { decision, execution, transfer, status, measures, remedies } = state;
  const held = measures.some(isHeld);
  const always = held ? ["measures"] : [];
  if (status === "transferred") return transfer?.acknowledged === true ? always : [...always, "acknowledgement"];
  const isByCourt = execution.court === "executed" || execution.court === "ended";
  const isCollected = execution.payments.every(({ onSpot }) => onSpot === undefined || onSpot.bankedInOn !== undefined);
  return [
    ...always,
    ...(decision?.finding === "penalty" && !isByCourt && owedOn(state, on, rules.law).left > 0 ? ["money"] : []),
    ...(isByCourt ? [] : toPerform(state)),
    ...(isCollected ? [] : ["banking"]),
    ...(remedies.some(({ until }) => until === undefined) ? ["remedy"] : []),
    ...(hasRefund(state) || refundableOn(state, on, rules.law) > 0 ? ["refund"] : []),
    ...(state.procedure === "summary" && state.summaryRecordedOn === undefined ? ["summaryRecord"] : []),
  ];
};

export const guardsOfExecution = {
  /** A dossier may also have ended with the judicial organs, or its decision be annulled. */
  decisionStands: ({ state: { decision } }) => {
    if (decision === undefined || decision.annulled === true) throw refuse("not_decided");
  },
  notPublished: ({ state }) => {
    if (state.publicity !== "none") throw refuse("is_published");
  },
  isPublished: ({ state }) => {
    if (state.publicity !== "published") throw refuse("not_published");
  },
  paysWhatIsDue: (asked) => {
    const { state, rules } = asked;
    const data =
      asked.command.type === "RecordPayment"
        ? dataOf(asked, "RecordPayment")
        : { ...dataOf(asked, "CollectOnSpot"), on: asked.on };
    const { amount, on, paymentId } = data;
    if (state.execution.payments.some(({ id }) => id === paymentId)) throw refuse("payment_known");
    const from = state.decision?.on ?? "";
    const { left } = owedOn(state, on, rules.law);
    if (amount <= 0 || amount > left || on > asked.on || on < from)
      throw refuse("amount_wrong", { amount, left, from });
  },
  mayCollectOnSpot: (asked) => {
    const why = whyNotOnSpot(asked);
    if (why !== undefined) throw refuse(why);
  },
  isOnSpotPayment: (asked) => {
    const { on } = dataOf(asked, "HandIn", "BankIn");
    const payment = onSpotOf(asked);
    if (payment === undefined) throw refuse("not_on_spot");
    if (on > asked.on || on < payment.on) throw refuse("delivery_day", { on });
  },
  isHandedIn: (asked) => {
    if (onSpotOf(asked)?.onSpot?.handedInOn === undefined) throw refuse("not_handed_in");
  },
  instalmentsAddUp: (asked) => {
    const { state, on, rules } = asked;
    const { instalments } = dataOf(asked, "GrantDeferral");
    const { fine, paid, surcharge } = owedOn(state, on, rules.law);
    if (surcharge > 0) throw refuse("instalments_wrong", { surcharge });
    mustAddUp(instalments, Math.max(0, fine - paid), on);
  },
  isToBePerformed: (asked) => {
    const { kind } = dataOf(asked, "RecordPerformance");
    if (!toPerform(asked.state).includes(kind)) throw refuse("nothing_to_perform", { kind });
  },
  remedyIsOpen: (asked) => {
    const { state } = asked;
    const { kind, on } = dataOf(asked, "RecordRemedy");
    if (state.remedies.some(({ until }) => until === undefined)) throw refuse("remedy_running");
    const wasReconsidered = state.remedies.some((one) => one.kind === "reconsideration");
    const wasTried =
      state.remedies.some((one) => one.kind === "suit") || (kind === "reconsideration" && wasReconsidered);
    const purpose = kind === "reconsideration" ? kind : wasReconsidered ? "suitAfterReconsideration" : "suit";
    const lastDay = lastOf(state, purpose)?.lastDay;
    if (wasTried || lastDay === undefined || on > lastDay || on > asked.on || on < (state.decision?.deliveredOn ?? ""))
      throw refuse("remedy_late", { kind, lastDay });
  },
  remedyIsRunning: (asked) => {
    const running = asked.state.remedies.find(({ until }) => until === undefined);
    if (running === undefined) throw refuse("no_remedy");
    const { deliveredOn } = dataOf(asked, "EndRemedy");
    if (deliveredOn > asked.on || deliveredOn < running.from) throw refuse("delivery_day", { on: deliveredOn });
  },
  /** 变更 says to what, and nothing heavier where the law of the day forbids that. */
  outcomeIsWhole: (asked) => {
    const { outcome, penalty, document } = dataOf(asked, "EndRemedy");
    const { state, on, rules } = asked;
    if (document === "") throw refuse("outcome_unproved");
    if ((outcome === "changed") !== (penalty !== undefined)) throw refuse("change_unclear", { outcome });
    const running = state.remedies.find(({ until }) => until === undefined);
    if (penalty === undefined || state.decision === undefined || running === undefined) return;
    const rule = rules.law.figureIfAny(running.kind === "suit" ? "litigation" : "reconsideration", on, "noAggravation");
    if (rule?.value === true && isHeavier(penalty, state.decision.penalty))
      throw refuse("aggravated", { edition: rule.version, article: rule.article });
  },
  /** 执行协议 after the urging: all that is owed, but for what may be let off of the surcharge. */
  agreementIsLawful: (asked) => {
    const { instalments, letOff, remedied } = dataOf(asked, "AgreeExecution");
    const { state, on, rules } = asked;
    const { urgedOn, agreement } = state.execution;
    if (urgedOn === undefined) throw refuse("not_urged", {});
    if (agreement !== undefined) throw refuse("agreement_known");
    const { left, surcharge } = owedOn(state, on, rules.law);
    if (letOff > Math.min(surcharge, left) || (letOff > 0 && remedied.length === 0))
      throw refuse("let_off_wrong", { surcharge });
    mustAddUp(instalments, left - letOff, on);
  },
  /** While it is kept nobody is executed against. */
  noAgreement: (asked) => {
    const { agreement } = asked.state.execution;
    if (agreement !== undefined && agreement.broken !== true && brokenPartOn(asked.state, asked.on) === undefined)
      throw refuse("agreement_running", { document: agreement.document });
  },
  refundIsDue: (asked) => {
    const { refundId, amount } = dataOf(asked, "ProposeRefund");
    const { state, on, rules } = asked;
    if (state.execution.refunds?.some(({ id }) => id === refundId) === true) throw refuse("payment_known");
    const left = refundableOn(state, on, rules.law);
    if (amount <= 0 || amount > left) throw refuse("refund_wrong", { amount, left });
  },
  /** 经办与审批分离 */
  anotherThanProposer: (asked) => {
    const refund = refundOf(asked);
    if (refund?.status !== "proposed") throw refuse("no_refund");
    if (refund.proposedBy === asked.command.by.account) throw refuse("proposer_approves");
  },
  refundIsApproved: (asked) => {
    const { on, receipt } = dataOf(asked, "RecordRefund");
    if (refundOf(asked)?.status !== "approved") throw refuse("no_refund");
    if (receipt === "") throw refuse("receipt_missing");
    if (on > asked.on) throw refuse("delivery_day", { on });
  },
  isOwed: (asked) => {
    const { state, on, rules } = asked;
    if (owedOn(state, on, rules.law).left === 0 && toPerform(state).length === 0) throw refuse("nothing_owed");
  },
  /** 申请法院强制执行: final, urged long enough before, and within the months that the law gives. */
  mayApplyToCourt: (asked) => {
    const { state, on, rules, process } = asked;
    const finalOn = state.decision?.finalOn ?? finalDayOf(state);
    if (finalOn === undefined || finalOn >= on) throw refuse("not_final", { finalOn });
    const urged = termOn(rules, process, "urgeAnswer", on);
    const { urgedOn } = state.execution;
    if (urged !== undefined && (urgedOn === undefined || on < rules.law.earliestAfter(urgedOn, urged.value)))
      throw refuse("not_urged", { urgedOn });
    const issued = state.deadlines.findLast(({ purpose, from }) => purpose === "courtApplication" && from === finalOn);
    const lastDay = (issued ?? asked.issue("courtApplication", { from: finalOn })[0])?.lastDay;
    if (lastDay !== undefined && on > lastDay) throw refuse("court_application_late", { lastDay });
  },
  isDone: (asked) => {
    const undone = undoneOf(asked);
    if (undone.length > 0) throw refuse("not_done", { undone });
  },
  nothingIsHeld: ({ state }) => {
    if (state.measures.some(isHeld)) throw refuse("still_held");
  },
  /** 保管期限: by the rules of the day on which it ended. */
  retentionIsOver: ({ state, on, rules, process }) => {
    const from = state.endedOn ?? on;
    const kept = termOn(rules, process, "retention", from);
    const until = kept === undefined ? from : rules.law.endOf(from, kept.value);
    if (on <= until) throw refuse("retention_running", { until, edition: kept?.version });
  },
  isSummary: ({ state }) => {
    if (state.procedure !== "summary") throw refuse("not_summary");
  },
} satisfies Readonly<Record<string, Guard>>;
