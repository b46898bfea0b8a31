import { awardDue } from "./decide-award.ts";
import type { PurchaseEvent } from "./events.ts";
import type { Bid, Contract, MilestoneState, Payment, Purchase, PurchaseState } from "./purchase.ts";

const stated = ({ need, by, at }: Extract<PurchaseEvent, { type: "NeedStated" }>["data"]): Purchase => ({
  status: "stated",
  need,
  statedBy: by,
  statedAt: at,
  findings: [],
  bids: [],
  attended: [],
  committee: [],
  scores: [],
  setAside: [],
  challenges: [],
  payments: [],
});

/** The proposal is set aside; where there was a competition, the bid that it named counts no more. */
const withUpheld = ({ proposal, ...state }: Purchase): Purchase => ({
  ...state,
  status: "opened",
  bids: state.bids.map((bid) =>
    bid.organization === proposal?.supplier ? { ...bid, fault: "excluded" as const } : bid,
  ),
  setAside: proposal === undefined ? state.setAside : [...state.setAside, proposal],
});

const inContract = (state: Purchase, change: (contract: Contract) => Contract): Purchase =>
  state.contract === undefined ? state : { ...state, contract: change(state.contract) };

const inMilestone = (state: Purchase, id: string, change: (one: MilestoneState) => MilestoneState): Purchase =>
  inContract(state, (contract) => ({
    ...contract,
    milestones: contract.milestones.map((one) => (one.id === id ? change(one) : one)),
  }));

const inPayment = (state: Purchase, id: string, change: Partial<Payment>): Purchase => ({
  ...state,
  payments: state.payments.map((one) => (one.id === id ? { ...one, ...change } : one)),
});

const handedIn = ({ bids }: Purchase, bid: Bid): readonly Bid[] => [
  ...bids.filter(({ organization }) => organization !== bid.organization),
  bid,
];

const bare = (state: Purchase, event: Exclude<PurchaseEvent, { type: "NeedStated" }>): Purchase => {
  const { by, at } = event.data;
  switch (event.type) {
    case "NeedApproved":
      return { ...state, status: "approved", approvedBy: by, approvedAt: at };
    case "NeedRefused":
      return { ...state, status: "refused", ended: { at, reason: event.data.reason } };
    case "SplitFound":
      return { ...state, findings: [...state.findings, ...event.data.findings] };
    case "FindingAnswered": {
      const { kind, answer, reason } = event.data;
      const findings = state.findings.map((one) =>
        one.kind === kind && one.answer === undefined ? { ...one, answer: { kind: answer, reason, by, at } } : one,
      );
      return { ...state, findings };
    }
    case "CallPublished":
      return { ...state, status: "published", call: event.data.call, publishedAt: at };
    case "BidHandedIn": {
      const { bid: id, organization, sealed } = event.data;
      return { ...state, bids: handedIn(state, { id, organization, handedAt: at, sealed }) };
    }
    case "BidWithdrawn":
      return { ...state, bids: state.bids.filter(({ id }) => id !== event.data.bid) };
    case "OpeningAttended":
      return { ...state, attended: [...state.attended, by] };
    case "BidsOpened": {
      const opened = event.data.bids;
      const bids = state.bids.map((bid) => {
        const { bid: _id, ...found } = opened.find((one) => one.bid === bid.id) ?? { bid: bid.id };
        return { ...bid, ...found };
      });
      return { ...state, status: "opened", openedAt: at, bids };
    }
    case "CommitteeNamed":
      return { ...state, committee: event.data.members.map((account) => ({ account, standing: "named" })) };
    case "TiesDeclared": {
      const standing = event.data.recused ? "recused" : "declared";
      return { ...state, committee: state.committee.map((one) => (one.account === by ? { ...one, standing } : one)) };
    }
    case "MemberReplaced": {
      const { member, successor } = event.data;
      const gone = state.committee.map((one) =>
        one.account === member ? { ...one, standing: "replaced" as const } : one,
      );
      return { ...state, committee: [...gone, { account: successor, standing: "named" }] };
    }
    case "BidScored": {
      const { bid, points } = event.data;
      const others = state.scores.filter((score) => score.by !== by || score.bid !== bid);
      return { ...state, scores: [...others, { by, bid, points }] };
    }
    case "AwardProposed": {
      const { at: proposedAt, ...proposal } = event.data;
      return {
        ...state,
        status: "proposed",
        publishedAt: state.publishedAt ?? at,
        proposal: { ...proposal, proposedAt },
      };
    }
    case "ChallengeMade": {
      const { challenge: id, organization, grounds, answerBy } = event.data;
      const round = state.proposal?.round ?? 0;
      return {
        ...state,
        challenges: [...state.challenges, { id, round, organization, grounds, answerBy, madeAt: at }],
      };
    }
    case "ChallengeLate": {
      const { challenge } = event.data;
      const challenges = state.challenges.map((one) => (one.id === challenge ? { ...one, late: true as const } : one));
      return { ...state, challenges };
    }
    case "ChallengeAnswered": {
      const { challenge, upheld, reason } = event.data;
      const challenges = state.challenges.map((one) =>
        one.id === challenge ? { ...one, answer: { upheld, reason, by, at } } : one,
      );
      return upheld ? withUpheld({ ...state, challenges }) : { ...state, challenges };
    }
    case "PurchaseAwarded": {
      const { supplier, amount, contractBy } = event.data;
      return { ...state, status: "awarded", award: { supplier, amount, at, contractBy } };
    }
    case "ContractSigned": {
      const { number, amount, from, until, manager } = event.data;
      const milestones = event.data.milestones.map((one) => ({ ...one, status: "due" as const }));
      const contract = { number, amount, from, until, manager, signedAt: at, milestones, additions: [] };
      return { ...state, status: "contracted", contract };
    }
    case "ContractExtended": {
      const { milestone, reason } = event.data;
      return inContract(state, (contract) => ({
        ...contract,
        milestones: [...contract.milestones, { ...milestone, status: "due" }],
        additions: [...contract.additions, { milestone: milestone.id, amount: milestone.amount, reason, at }],
      }));
    }
    case "MilestoneDelivered":
      return inMilestone(state, event.data.milestone, (one) => ({ ...one, status: "delivered", deliveredAt: at }));
    case "MilestoneJudged": {
      const { milestone, accepted } = event.data;
      const status = accepted ? "accepted" : "due";
      return inMilestone(state, milestone, (one) => ({ ...one, status, judgedAt: at }));
    }
    case "PaymentAsked": {
      const { payment: id, milestone, amount } = event.data;
      const payment: Payment = { id, milestone, amount, askedBy: by, askedAt: at, status: "asked" };
      return { ...state, payments: [...state.payments, payment] };
    }
    case "PaymentRefused":
      return inPayment(state, event.data.payment, { status: "refused", decidedBy: by, decidedAt: at });
    case "PaymentMade":
      return inPayment(state, event.data.payment, { status: "paid", decidedBy: by, decidedAt: at });
    case "ContractTerminated":
      return { ...state, status: "terminated", ended: { at, reason: event.data.reason } };
    case "PurchaseClosed": {
      const { grade, note } = event.data;
      return { ...state, status: "closed", evaluation: { grade, note, at } };
    }
    case "PurchaseFailed":
      return { ...state, status: "failed", ended: { at, reason: event.data.reason } };
    case "PurchaseCancelled":
      return { ...state, status: "cancelled", ended: { at, reason: event.data.reason } };
  }
};

export const evolve = (state: PurchaseState, event: PurchaseEvent): Purchase => {
  if (event.type === "NeedStated") return stated(event.data);
  if (state.status === "none") throw new Error(`${event.type} of a purchase that was never stated`);
  const { wakeAt: _wake, ...after } = bare(state, event);
  const wakeAt = awardDue(after);
  return wakeAt === undefined ? after : { ...after, wakeAt };
};
