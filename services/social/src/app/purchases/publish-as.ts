import {
  PurchaseAwardedV1,
  PurchaseClosedV1,
  PurchaseContractedV1,
  PurchasePaidV1,
  PurchasePublishedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import { paidSum, type Purchase, type PurchaseEvent, type PurchaseState } from "../../domain/purchases/index.ts";

type About = Pick<PurchaseClosedV1, "purchaseId" | "buyer" | "serviceClass">;

const published = (about: About, { need, call }: Purchase, publishedAt: string): PublicEvent => {
  const closes = call === undefined ? {} : { closesAt: call.closesAt };
  const { method, amount: budget } = need;
  return publicEvent(PurchasePublishedV1, { ...about, method, budget, publishedAt, ...closes });
};

const closed = (
  about: About,
  { award, contract, payments, evaluation }: Purchase,
  outcome: PurchaseClosedV1["outcome"],
  closedAt: string,
): PublicEvent => {
  const supplier = award === undefined || contract === undefined ? {} : { supplier: award.supplier };
  const grade = evaluation === undefined ? {} : { grade: evaluation.grade };
  return publicEvent(PurchaseClosedV1, {
    ...about,
    ...supplier,
    outcome,
    paidInAll: paidSum(payments),
    ...grade,
    closedAt,
  });
};

/** What others learn of a purchase; nothing before it is public. `state` is the purchase after the event. */
export const publishPurchaseAs = (
  event: PurchaseEvent,
  { id: purchaseId, state }: Stored<PurchaseState>,
): readonly PublicEvent[] => {
  if (state.status === "none") return [];
  const { buyer, serviceClass } = state.need;
  const about = { purchaseId, buyer, serviceClass };
  const supplier = state.award?.supplier ?? "";
  const { at } = event.data;
  switch (event.type) {
    case "CallPublished":
      return [published(about, state, at)];
    case "AwardProposed":
      return state.need.single === undefined ? [] : [published(about, state, at)];
    case "PurchaseAwarded": {
      const { amount, contractBy } = event.data;
      return [publicEvent(PurchaseAwardedV1, { ...about, supplier, amount, awardedAt: at, contractBy })];
    }
    case "ContractSigned": {
      const { amount, from, until } = event.data;
      return [publicEvent(PurchaseContractedV1, { ...about, supplier, amount, from, until, signedAt: at })];
    }
    case "PaymentMade": {
      const paymentId = event.data.payment;
      const amount = state.payments.find(({ id }) => id === paymentId)?.amount ?? 0;
      const paidInAll = paidSum(state.payments);
      return [publicEvent(PurchasePaidV1, { ...about, supplier, paymentId, amount, paidInAll, paidAt: at })];
    }
    case "PurchaseClosed":
      return [closed(about, state, "fulfilled", at)];
    case "ContractTerminated":
      return [closed(about, state, "terminated", at)];
    case "PurchaseFailed":
      return [closed(about, state, "failed", at)];
    case "PurchaseCancelled":
      return state.publishedAt === undefined ? [] : [closed(about, state, "cancelled", at)];
    case "NeedStated":
    case "NeedApproved":
    case "NeedRefused":
    case "SplitFound":
    case "FindingAnswered":
    case "BidHandedIn":
    case "BidWithdrawn":
    case "OpeningAttended":
    case "BidsOpened":
    case "CommitteeNamed":
    case "TiesDeclared":
    case "MemberReplaced":
    case "BidScored":
    case "ChallengeMade":
    case "ChallengeLate":
    case "ChallengeAnswered":
    case "ContractExtended":
    case "MilestoneDelivered":
    case "MilestoneJudged":
    case "PaymentAsked":
    case "PaymentRefused":
      return [];
  }
};
