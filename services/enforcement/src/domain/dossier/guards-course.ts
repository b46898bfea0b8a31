/** What the course of the procedure asks: from filing to the decision. */
import { DomainError } from "@wangge/kit/errors";
import { limitationOf, summaryLimit } from "../law/index.ts";
import { dataOf, lastOf, runningOf, type Asked, type Guard } from "./asked.ts";
import { refuse } from "./refusals.ts";
import type { Informed, Measure } from "./state.ts";
import { isEmpty, isHeavier, normOf, reviewCasesOf } from "./weigh.ts";
import type { Delivery, Discretion, EvidenceIds, Finding, Norm, Penalty } from "./words.ts";

interface Weighed {
  readonly norms: readonly Norm[];
  readonly penalty: Penalty;
  readonly discretion?: Discretion | undefined;
}

/** The penalty stays within what the norms and the benchmark allow, or says why not. */
const mustBeWithinTheLaw = ({ norms, penalty, discretion }: Weighed, { on, rules }: Asked): void => {
  const norm = normOf(norms, on, rules);
  if (norm === undefined) throw refuse("norm_missing");
  const { kinds, fine, confiscated } = penalty;
  if (isEmpty(penalty) || fine > 0 !== kinds.includes("fine") || (confiscated > 0 && !kinds.includes("confiscation")))
    throw refuse("penalty_empty", { kinds, fine, confiscated });
  const strange = kinds.filter((kind) => !norms.some(({ penalties }) => penalties.includes(kind)));
  if (strange.length > 0) throw refuse("norm_of_other_item", { kinds: strange });
  if (fine === 0) return;
  const { least, most } = norm.fine ?? { least: 0, most: 0 };
  // 减轻处罚 goes below the least, by the benchmark or with its reason; above the most nothing goes.
  const isLightened =
    discretion !== undefined && (discretion.deviation !== undefined || fine >= discretion.range.least);
  if (fine > most || (fine < least && !isLightened))
    throw refuse("fine_out_of_range", { fine, least, most, norm: norm.code });
  if (discretion === undefined) throw refuse("benchmark_missing");
  const { range, deviation, outcome } = discretion;
  if (outcome === "exempt") throw refuse("exempt_by_law", { circumstances: discretion.circumstances });
  if ((fine < range.least || fine > range.most) && deviation === undefined)
    throw refuse("outside_benchmark", { fine, ...range });
};

const measureOf = ({ state }: Asked, id: string): Measure | undefined => state.measures.find((one) => one.id === id);

/** Milder, or as proposed. */
const MAY_BECOME: Readonly<Record<Finding, readonly Finding[]>> = {
  penalty: ["penalty", "exempt", "notEstablished"],
  exempt: ["exempt", "notEstablished"],
  notEstablished: ["notEstablished"],
  crime: [],
};

/** A right whose last day is over is over, whether or not the sweep has been here. */
const isOver = ({ state, on }: Asked, purpose: "defence" | "hearingRequest"): boolean => {
  const deadline = lastOf(state, purpose);
  return deadline === undefined || deadline.lastDay < on;
};

const mustHaveAnswered = (asked: Asked, { defence, hearing }: Informed): void => {
  if (defence === "received") throw refuse("defence_not_considered");
  if (defence === "open" && !isOver(asked, "defence"))
    throw refuse("defence_open", { lastDay: lastOf(asked.state, "defence")?.lastDay });
  if (hearing === "requested" || hearing === "scheduled" || (hearing === "open" && !isOver(asked, "hearingRequest")))
    throw refuse("hearing_open", { lastDay: lastOf(asked.state, "hearingRequest")?.lastDay });
};

const mustRestOnTheRecord = ({ state, rules, on }: Asked, evidence: EvidenceIds): void => {
  const record = state.hearing?.record;
  if (state.informed?.hearing !== "held" || record === undefined || evidence.includes(record)) return;
  const binds = rules.law.figureIfAny("penalty", on, "decideOnHearingRecord");
  if (binds?.value === true) throw refuse("hearing_record_missing", { record, article: binds.article });
};

const mustBeLawful = ({ state, rules, on }: Asked, delivery: Delivery): void => {
  const { method, receipt, witnesses = [], consent, failed = [] } = delivery;
  if (receipt === "") throw refuse("delivery_unproved");
  if (delivery.on > on) throw refuse("delivery_day", { on: delivery.on });
  if (method === "left" && witnesses.length === 0) throw refuse("witness_missing");
  if (method === "notice" && failed.length === 0) throw refuse("notice_is_last");
  if (method !== "electronic") return;
  if (rules.law.figureIfAny("penalty", on, "electronicDelivery")?.value !== true) throw refuse("electronic_unknown");
  if (state.electronicConsent === undefined || state.electronicConsent !== consent)
    throw refuse("electronic_not_confirmed");
};

export const guardsOfCourse = {
  /** Sealed anew as a whole: what came between would be lost. */
  partyIsSeen: (asked) => {
    if (dataOf(asked, "AmendParty").seen !== asked.state.partyEdits)
      throw new DomainError(
        "conflict",
        "enforcement.dossier.party_conflict",
        "Another change of the party came between",
      );
  },
  actIsPunishable: ({ state: { act }, rules, on }) => {
    if (act.foundOn < act.committedOn || act.foundOn > on) throw refuse("found_before_committed", { ...act });
    const { lastDay, period, why } = limitationOf(rules.law, act, on);
    if (act.foundOn > lastDay)
      throw refuse("limitation_passed", { lastDay, why, edition: period.version, article: period.article });
  },
  firstToFile: (asked) => {
    const { acts } = dataOf(asked, "FileDossier", "DecideOnSpot");
    if (!acts.holds) throw refuse("filed_elsewhere", { holder: acts.holder });
    if (
      acts.finedIn !== undefined &&
      asked.command.type === "DecideOnSpot" &&
      dataOf(asked, "DecideOnSpot").penalty.fine > 0
    )
      throw refuse("fined_already", { dossier: acts.finedIn });
  },
  hasJurisdiction: (asked) => {
    const { dispute, body } = asked.state;
    if (dispute !== undefined && dispute.settledFor === undefined) throw refuse("dispute_open");
    if (dispute?.settledFor !== undefined && dispute.settledFor !== body)
      throw refuse("no_jurisdiction", { body: dispute.settledFor });
    const { acts } = dataOf(asked, "Decide");
    if (!acts.holds) throw refuse("filed_elsewhere", { holder: acts.holder });
  },
  finedOnce: (asked) => {
    const { acts, penalty } = dataOf(asked, "Decide");
    if (penalty.fine > 0 && acts.finedIn !== undefined) throw refuse("fined_already", { dossier: acts.finedIn });
  },
  noDispute: ({ state }) => {
    if (state.dispute !== undefined && state.dispute.settledFor === undefined) throw refuse("dispute_open");
  },
  disputeIsOpen: ({ state }) => {
    if (state.dispute === undefined || state.dispute.settledFor !== undefined) throw refuse("no_dispute");
  },
  /** 协商, or the common superior: no party to the dispute designates itself. */
  settlesLawfully: (asked) => {
    const { by, body, superior } = dataOf(asked, "SettleDispute");
    const bodies = [asked.state.body, asked.state.dispute?.with];
    if (!bodies.includes(body)) throw refuse("not_of_the_dispute", { body });
    const caller = asked.command.by.body;
    if (by === "agreement" && caller !== asked.state.body) throw refuse("other_body", { body: asked.state.body });
    if (by === "designation" && (superior === undefined || superior !== caller || bodies.includes(superior)))
      throw refuse("superior_missing");
  },

  measureIsNew: (asked) => {
    const { measureId } = dataOf(asked, "ApproveMeasure", "SeizeUrgently");
    if (measureOf(asked, measureId) !== undefined) throw refuse("measure_known");
  },
  /** 查封、扣押决定书和清单, 当场交付 */
  listIsHandedOver: (asked) => {
    const { handover } = dataOf(asked, "SeizeProperty", "SeizeUrgently");
    const { list, signed, witnesses = [] } = handover;
    if (list === "") throw refuse("list_missing");
    if (signed === "absent" && witnesses.length === 0) throw refuse("party_unwitnessed");
  },
  seizureIsPast: (asked) => {
    const { seizedAt } = dataOf(asked, "SeizeUrgently");
    if (Date.parse(seizedAt) > Date.parse(asked.command.at)) throw refuse("seizure_time", { seizedAt });
  },
  urgentIsOpen: (asked) => {
    const { measureId, approved, reason } = dataOf(asked, "DecideUrgentSeizure");
    if (measureOf(asked, measureId)?.urgent === undefined) throw refuse("nothing_urgent");
    if (!approved && reason === undefined) throw refuse("reason_missing");
  },
  /** 立即退还: what the lead did not approve goes back, and what goes back is signed for. */
  releaseIsLawful: (asked) => {
    const { measureId, measure, receipt } = dataOf(asked, "LiftSeizure");
    if (measure === "returned" && receipt === undefined) throw refuse("release_unproved");
    if (measure !== "returned" && measureOf(asked, measureId)?.status === "refused") throw refuse("only_returned");
  },
  measureIsApproved: (asked) => {
    const { measureId } = dataOf(asked, "PreserveEvidence", "SeizeProperty");
    const kind = asked.command.type === "PreserveEvidence" ? "preservation" : "seizure";
    const measure = measureOf(asked, measureId);
    if (measure?.kind !== kind || measure.status !== "approved") throw refuse("measure_not_approved", { kind });
  },
  measureIsHeld: (asked) => {
    const { measureId } = dataOf(asked, "DisposePreserved", "ExtendSeizure", "LiftSeizure");
    const kind = asked.command.type === "DisposePreserved" ? "preservation" : "seizure";
    const measure = measureOf(asked, measureId);
    // 逾期, 未获批准: what was seized is still to be given back.
    const alsoThere = asked.command.type === "LiftSeizure" ? ["lapsed", "refused"] : [];
    const isThere = measure !== undefined && ["held", ...alsoThere].includes(measure.status);
    if (!isThere || measure.kind !== kind) throw refuse("measure_not_held", { kind });
  },
  seizureMayBeExtended: (asked) => {
    const { measureId } = dataOf(asked, "ExtendSeizure");
    const measure = measureOf(asked, measureId);
    if (measure?.extended === true) throw refuse("seizure_extended");
    if (measure?.urgent !== undefined) throw refuse("measure_not_approved", { kind: "seizure" });
    const deadline = runningOf(asked.state, "seizure", measureId);
    if (deadline === undefined || deadline.lastDay < asked.on) throw refuse("seizure_over");
  },

  isInvestigated: ({ state }) => {
    if (state.investigations === 0) throw refuse("nothing_investigated");
  },
  proposalIsLawful: (asked) => {
    const data = dataOf(asked, "ProposePenalty");
    if (data.evidence.length === 0) throw refuse("evidence_missing");
    if (data.finding === "penalty") mustBeWithinTheLaw(data, asked);
    else if (!isEmpty(data.penalty)) throw refuse("penalty_empty", { finding: data.finding });
  },
  /** Heavier than what the party has answered to: only for what was found since. */
  notAggravatedAnew: (asked) => {
    const { informed, proposal } = asked.state;
    const { penalty, evidence } = dataOf(asked, "ProposePenalty");
    if (informed === undefined || !isHeavier(penalty, informed.penalty)) return;
    const wasHeard = ["received", "considered"].includes(informed.defence) || informed.hearing === "held";
    const isNew = evidence.some((id) => proposal?.evidence.includes(id) !== true);
    if (wasHeard && !isNew) throw refuse("aggravated");
  },
  penaltyIsProposed: ({ state }) => {
    if (state.proposal?.finding !== "penalty") throw refuse("no_penalty_proposed");
  },
  deliveryIsLawful: (asked) => {
    const { delivery } = dataOf(asked, "InformParty", "DeliverDecision", "UrgeParty");
    mustBeLawful(asked, delivery);
    const earliest = asked.command.type === "InformParty" ? asked.state.proposal?.on : asked.state.decision?.on;
    if (earliest !== undefined && delivery.on < earliest) throw refuse("delivery_day", { on: delivery.on, earliest });
  },

  defenceIsOpen: ({ state }) => {
    if (state.informed?.defence !== "open") throw refuse("defence_not_open");
  },
  defenceIsReceived: ({ state }) => {
    if (state.informed?.defence !== "received") throw refuse("no_defence");
  },
  notAggravated: (asked) => {
    const { penalty } = dataOf(asked, "ConsiderDefence", "HoldHearing", "Decide");
    const { informed } = asked.state;
    if (penalty !== undefined && informed !== undefined && isHeavier(penalty, informed.penalty))
      throw refuse("aggravated", { told: informed.penalty });
  },
  mayAskHearing: (asked) => {
    const { state } = asked;
    const { on } = dataOf(asked, "RequestHearing");
    const hearing = state.informed?.hearing;
    if (hearing === undefined || hearing === "none") throw refuse("no_hearing_right");
    if (hearing !== "open" && hearing !== "lapsed") throw refuse("hearing_asked");
    const lastDay = lastOf(state, "hearingRequest")?.lastDay ?? "";
    // 邮寄: the day on which it was posted counts, however late it came.
    if (on > lastDay || on > asked.on) throw refuse("hearing_request_late", { lastDay });
  },
  noticeIsLongEnough: (asked) => {
    const { on, noticeDeliveredOn } = dataOf(asked, "ScheduleHearing");
    if (noticeDeliveredOn > asked.on) throw refuse("delivery_day", { on: noticeDeliveredOn });
    const [notice] = asked.issue("hearingNotice", { from: noticeDeliveredOn });
    if (notice === undefined) return;
    const earliest = asked.rules.law.earliestAfter(noticeDeliveredOn, notice.period);
    if (on < earliest)
      throw refuse("hearing_notice_short", { earliest, edition: notice.edition, article: notice.article });
  },
  hearingIsPublic: (asked) => {
    const { isPublic, closedFor } = dataOf(asked, "ScheduleHearing");
    if (isPublic === (closedFor !== undefined)) throw refuse("hearing_not_public");
  },
  isHearingDay: ({ state, on }) => {
    if (state.hearing?.on === undefined || on < state.hearing.on)
      throw refuse("not_hearing_day", { on: state.hearing?.on });
  },

  votesAddUp: (asked) => {
    const { members, inFavour, against } = dataOf(asked, "DiscussCollectively");
    if (inFavour + against > new Set(members).size) throw refuse("votes_wrong");
  },
  decisionMayBeExtended: ({ state, rules, on }) => {
    const deadline = runningOf(state, "decision");
    if (deadline === undefined || deadline.lastDay < on) throw refuse("decision_overdue");
    if (state.extensions >= rules.districtOn(on).decisionExtensions) throw refuse("extension_used");
  },
  findingFits: (asked) => {
    const { finding, penalty } = dataOf(asked, "Decide");
    const proposed = asked.state.proposal?.finding;
    if (proposed === undefined || !MAY_BECOME[proposed].includes(finding))
      throw refuse("finding_differs", { proposed });
    if (isEmpty(penalty) === (finding === "penalty")) throw refuse("penalty_empty", { finding });
  },
  partyWasHeard: (asked) => {
    const { finding, evidence } = dataOf(asked, "Decide");
    if (finding !== "penalty") return;
    const { informed, status } = asked.state;
    if (informed === undefined || status !== "informed") throw refuse("party_not_informed");
    mustHaveAnswered(asked, informed);
    mustRestOnTheRecord(asked, evidence);
  },
  isReviewed: (asked) => {
    const { state, on, rules } = asked;
    if (state.review?.passed === false) throw refuse("review_failed");
    if (dataOf(asked, "Decide").finding !== "penalty" || state.review !== undefined) return;
    const cases = reviewCasesOf(state, on, rules);
    if (cases.length > 0) throw refuse("review_missing", { cases });
  },
  isDiscussed: (asked) => {
    const { discussion, proposal } = asked.state;
    if (discussion?.carried === false) throw refuse("discussion_failed");
    if (dataOf(asked, "Decide").finding === "penalty" && proposal?.needsDiscussion === true && discussion === undefined)
      throw refuse("discussion_missing");
  },
  /** 决定书载明事项: the last days and the remedies it gets from here. */
  decisionIsComplete: (asked) => {
    const { number, facts, reasons, evidence, isSealed, hasPartyData, payee, penalty } = dataOf(asked, "Decide");
    const isFine = penalty.fine + penalty.confiscated > 0;
    const missing = [
      ...(hasPartyData ? [] : ["party"]),
      ...(facts === "" || evidence.length === 0 ? ["factsAndEvidence"] : []),
      ...(reasons === "" ? ["kindAndBasis"] : []),
      ...(isFine && payee === undefined ? ["performance"] : []),
      ...(number === "" || !isSealed ? ["bodyAndDate"] : []),
    ];
    if (missing.length > 0) throw refuse("content_missing", { missing });
  },

  summaryIsAllowed: (asked) => {
    const data = dataOf(asked, "DecideOnSpot");
    if (!data.factsAreCertain) throw refuse("facts_uncertain");
    mustBeWithinTheLaw(data, asked);
    const { kinds, fine } = data.penalty;
    const limit = summaryLimit(asked.rules.law, asked.on, asked.state.party.kind);
    if (fine > limit.value || kinds.some((kind) => kind !== "fine" && kind !== "warning"))
      throw refuse("summary_not_allowed", { fine, limit: limit.value, edition: limit.version, article: limit.article });
  },
  summaryIsComplete: (asked) => {
    const { formNumber, facts, reasons, payee, penalty } = dataOf(asked, "DecideOnSpot");
    const missing = [
      ...(formNumber === "" ? ["bodyAndDate"] : []),
      ...(facts === "" ? ["factsAndEvidence"] : []),
      ...(reasons === "" ? ["kindAndBasis"] : []),
      ...(penalty.fine > 0 && payee === undefined ? ["performance"] : []),
    ];
    if (missing.length > 0) throw refuse("content_missing", { missing });
  },
} satisfies Readonly<Record<string, Guard>>;
