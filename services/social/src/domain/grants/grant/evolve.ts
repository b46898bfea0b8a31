import {
  initialGrant,
  type Grant,
  type GrantEvent,
  type GrantState,
  type Milestone,
  type Outcome,
  type Tranche,
} from "./grant.ts";
import { plannedTranches } from "./terms.ts";

const withTranche = (grant: Grant, number: number, change: (tranche: Tranche) => Tranche): Grant => ({
  ...grant,
  tranches: grant.tranches.map((one) => (one.number === number ? change(one) : one)),
});

const withMilestone = (grant: Grant, number: number, change: Partial<Milestone>): Grant => ({
  ...grant,
  milestones: grant.milestones.map((one) => (one.number === number ? { ...one, ...change } : one)),
});

/** What was under way of a grant that ends badly is not paid any more. */
const ending = (grant: Grant, outcome: Outcome): Grant => ({ ...grant, status: "ending", outcome });
const stoppedPayments = (grant: Grant): Grant => ({
  ...grant,
  tranches: grant.tranches.map((one) =>
    one.status === "paid" ? one : { number: one.number, amount: one.amount, gate: one.gate, status: "planned" },
  ),
});

const offered = ({ at, signBy, ...offer }: Extract<GrantEvent, { type: "GrantOffered" }>["data"]): Grant => ({
  ...offer,
  status: "offered",
  offeredAt: at,
  signBy,
  signed: {},
  tranches: plannedTranches(offer, undefined).map((one) => ({ ...one, status: "planned" })),
  milestones: offer.stages.map(({ title, due }, index) => ({ number: index + 1, title, due, status: "planned" })),
  evaluations: [],
  receipts: [],
  receiptNumbers: [],
  readings: [],
  paid: 0,
  repaid: 0,
  ownProven: 0,
  ownReferences: [],
  repayments: [],
  moves: [],
  lastMove: 0,
});

const evaluated = (
  grant: Grant,
  { at, ...evaluation }: Extract<GrantEvent, { type: "GrantEvaluated" }>["data"],
): Grant => {
  const next = { ...grant, evaluations: [...grant.evaluations, { ...evaluation, at }] };
  if (evaluation.result === "unqualified") return stoppedPayments(ending(next, "stopped"));
  return evaluation.kind === "final" && evaluation.result === "qualified" ? ending(next, "completed") : next;
};

const bare = (grant: Grant, event: Exclude<GrantEvent, { type: "GrantOffered" }>): Grant => {
  switch (event.type) {
    case "AgreementDrafted": {
      const { at: _at, by: _by, tranches, ...conditions } = event.data;
      return {
        ...grant,
        conditions,
        signed: {},
        tranches: tranches.map((one) => ({ ...one, status: "planned" })),
      };
    }
    case "AgreementSigned":
      return { ...grant, signed: { ...grant.signed, [event.data.side]: event.data.by } };
    case "GrantAgreed":
      return { ...grant, status: "active", agreedAt: event.data.at, firstTrancheBy: event.data.firstTrancheBy };
    case "GrantLapsed":
      return { ...grant, status: "closed", outcome: "lapsed" };
    case "MilestoneReported":
      return withMilestone(grant, event.data.milestone, { status: "reported", reportedBy: event.data.by });
    case "MilestoneVerified": {
      const { milestone, passed, by: verifiedBy, reason } = event.data;
      return withMilestone(grant, milestone, { status: passed ? "verified" : "failed", verifiedBy, reason });
    }
    case "GrantEvaluated":
      return evaluated(grant, event.data);
    case "TrancheRequested": {
      const { tranche, amount: asked, by: maker } = event.data;
      return withTranche(grant, tranche, (one) => ({ ...one, status: "requested", asked, maker }));
    }
    case "TrancheApproved":
      return withTranche(grant, event.data.tranche, (one) => ({ ...one, status: "approved", checker: event.data.by }));
    case "TrancheRefused":
      return withTranche(grant, event.data.tranche, ({ number, amount, gate }) => ({
        ...{ number, amount, gate },
        status: "planned",
      }));
    case "TranchePaid": {
      const { tranche, amount, by: payer, reference, at: paidAt } = event.data;
      const paid = { status: "paid", payer, reference, paidAt } as const;
      return withTranche({ ...grant, paid: grant.paid + amount }, tranche, (one) => ({ ...one, ...paid }));
    }
    case "FirstTrancheLate":
      return { ...grant, firstTrancheLate: true };
    case "ReceiptAdded": {
      const { at: _at, by: _by, ...receipt } = event.data;
      const receiptNumbers = [...new Set([...grant.receiptNumbers, receipt.number])];
      return { ...grant, receiptNumbers, receipts: [...grant.receipts, { ...receipt, status: "added" }] };
    }
    case "ReceiptJudged": {
      const { id, accepted, reason } = event.data;
      const status = accepted ? "accepted" : "refused";
      return { ...grant, receipts: grant.receipts.map((one) => (one.id === id ? { ...one, status, reason } : one)) };
    }
    case "OwnProven": {
      const { amount, reference } = event.data;
      const ownReferences = [...grant.ownReferences, reference];
      return { ...grant, ownProven: grant.ownProven + amount, ownReferences };
    }
    case "IndicatorRead": {
      const { at: _at, ...reading } = event.data;
      return { ...grant, readings: [...grant.readings, reading] };
    }
    case "ReadingChecked": {
      const { id, at: _at, ...check } = event.data;
      return { ...grant, readings: grant.readings.map((one) => (one.id === id ? { ...one, check } : one)) };
    }
    case "OutcomeMeasured":
      return { ...grant, measured: event.data };
    case "RepaymentDemanded": {
      const { because, total, dueAt } = event.data;
      return { ...grant, demand: { because, total, dueAt } };
    }
    case "Repaid": {
      const { amount, reference } = event.data;
      return { ...grant, repaid: grant.repaid + amount, repayments: [...grant.repayments, reference] };
    }
    case "BreachDeclared": {
      const { from, until, reason } = event.data;
      return stoppedPayments({ ...ending(grant, "breached"), ban: { from, until, reason } });
    }
    case "GrantExited": {
      const { at: _at, ...exit } = event.data;
      return { ...ending(grant, "exited"), exit };
    }
    case "GrantClosed":
      return { ...grant, status: "closed" };
    case "MovesPosted":
      return { ...grant, moves: grant.moves.filter(({ number }) => number > event.data.number) };
    case "BanNoted":
      return { ...grant, banned: true };
  }
};

const wakeAtOf = (grant: Grant): string | undefined => {
  switch (grant.status) {
    case "offered":
      return grant.signBy;
    case "active": {
      const isWaiting = grant.firstTrancheLate !== true && grant.tranches[0]?.status !== "paid";
      return isWaiting ? grant.firstTrancheBy : undefined;
    }
    case "ending":
      return grant.demand !== undefined && grant.demand.total > grant.repaid && grant.outcome !== "breached"
        ? grant.demand.dueAt
        : undefined;
    case "closed":
      return undefined;
  }
};

export const evolveGrant = (state: GrantState, event: GrantEvent): GrantState => {
  if (state.status === "none" && event.type !== "GrantOffered") return initialGrant;
  const {
    wakeAt: _wake,
    owes: _owes,
    ...after
  } = event.type === "GrantOffered" ? offered(event.data) : bare(state as Grant, event);
  const news = "moves" in event.data ? event.data.moves : [];
  const moves = [...after.moves, ...news];
  const wakeAt = wakeAtOf(after);
  const owes = moves.length > 0 || (after.ban !== undefined && after.banned !== true);
  return {
    ...after,
    moves,
    lastMove: news.at(-1)?.number ?? after.lastMove,
    ...(wakeAt === undefined ? {} : { wakeAt }),
    ...(owes ? { owes: true as const } : {}),
  };
};
