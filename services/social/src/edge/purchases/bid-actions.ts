import { OrganizationId, Ulid } from "@wangge/contracts";
import { action, newId } from "@wangge/kit";
import { z } from "zod";
import { asking, type PurchaseActionDeps } from "./asking.ts";
import { Account, ByChallenge, ById, OfferInput, PointsInput, Words } from "./input.ts";
import { PurchaseView } from "./view.ts";

/** 投标、开标、评审、质疑 */
export const bidActions = (deps: PurchaseActionDeps) => {
  const { ask: make } = deps.desk;
  const ask = asking(deps);
  return {
    handInPurchaseBid: action({
      rest: "POST /purchases/:purchaseId/bid",
      summary: "投标: sealed until the opening, also for the office; another one takes its place until the call closes",
      access: ["organization"],
      input: ById.extend(OfferInput.shape),
      output: PurchaseView,
      run: ({ purchaseId, ...offer }, context) => ask(purchaseId, make.handIn(offer), context),
    }),
    withdrawPurchaseBid: action({
      rest: "DELETE /purchases/:purchaseId/bid",
      summary: "撤回投标, until the call closes",
      access: ["organization"],
      input: ById,
      output: PurchaseView,
      run: ({ purchaseId }, context) => ask(purchaseId, () => ({ type: "WithdrawBid", data: {} }), context),
    }),
    attendPurchaseOpening: action({
      rest: "POST /purchases/:purchaseId/opening",
      summary: "开标: two people have to be there; with the second the seals are broken",
      access: ["socialOfficer", "supervisor", "inspector"],
      idempotent: true,
      input: ById,
      output: PurchaseView,
      run: ({ purchaseId }, context) => ask(purchaseId, make.attend, context),
    }),
    namePurchaseCommittee: action({
      rest: "POST /purchases/:purchaseId/committee",
      summary: "组成评审小组: odd in number, as large as the rules want for this amount",
      access: ["socialOfficer"],
      input: ById.extend({ members: z.array(Account).min(1).max(15) }),
      output: PurchaseView,
      run: ({ purchaseId, members }, context) =>
        ask(purchaseId, () => ({ type: "NameCommittee", data: { members } }), context),
    }),
    replacePurchaseMember: action({
      rest: "POST /purchases/:purchaseId/committee/replace",
      summary: "补充评审成员, for one who stepped back or never came",
      access: ["socialOfficer"],
      input: ById.extend({ member: Account, by: Account }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "ReplaceMember", data }), context),
    }),
    declarePurchaseTies: action({
      rest: "POST /purchases/:purchaseId/declaration",
      summary:
        "利害关系声明: before a member sees a bid, and again when it learns of a tie; whoever has one, said or on record, steps back for good",
      access: ["reviewer"],
      idempotent: true,
      input: ById.extend({ organizations: z.array(OrganizationId).max(50) }),
      output: PurchaseView,
      run: ({ purchaseId, organizations }, context) =>
        ask(purchaseId, () => ({ type: "DeclareTies", data: { organizations } }), context),
    }),
    scorePurchaseBid: action({
      rest: "POST /purchases/:purchaseId/scores",
      summary: "评分: 0–100 for each criterion but the price; another one takes its place until the award is proposed",
      access: ["reviewer"],
      input: ById.extend({ bid: Ulid, points: PointsInput }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "ScoreBid", data }), context),
    }),
    proposePurchaseAward: action({
      rest: "POST /purchases/:purchaseId/proposal",
      summary: "评审结果公示: the ranking as it follows from price and points; time for challenges begins",
      access: ["socialOfficer"],
      input: ById,
      output: PurchaseView,
      run: ({ purchaseId }, context) => ask(purchaseId, make.propose, context),
    }),
    challengePurchase: action({
      rest: "POST /purchases/:purchaseId/challenges",
      summary: "质疑, while the result is in publicity",
      access: ["organization"],
      input: ById.extend({ grounds: Words }),
      output: PurchaseView,
      run: ({ purchaseId, grounds }, context) =>
        ask(purchaseId, () => ({ type: "MakeChallenge", data: { challenge: newId(), grounds } }), context),
    }),
    answerPurchaseChallenge: action({
      rest: "POST /purchases/:purchaseId/challenges/:challenge/answer",
      summary: "质疑答复, by somebody who had no part in the result; upheld, the supplier is out",
      access: ["supervisor", "inspector"],
      input: ByChallenge.extend({ upheld: z.boolean(), reason: Words }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "AnswerChallenge", data }), context),
    }),
  };
};
