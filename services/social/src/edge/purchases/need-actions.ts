import { action, DomainError, type Role } from "@wangge/kit";
import { z } from "zod";
import { asking, shown, type PurchaseActionDeps } from "./asking.ts";
import { Amount, ById, CallInput, NeedInput, Words } from "./input.ts";
import { PurchaseView } from "./view.ts";

const APPROVERS: readonly Role[] = ["supervisor", "districtGovernment"];

/** 需求与公告: what is wanted, whether it may be bought, and how suppliers hear of it. */
export const needActions = (deps: PurchaseActionDeps) => {
  const { desk, classes, clock } = deps;
  const ask = asking(deps);
  return {
    statePurchaseNeed: action({
      rest: "POST /purchases",
      summary: "提出采购需求: who buys what, from which budget line, by which method",
      access: ["socialOfficer", "communityOfficer", "department"],
      status: 201,
      idempotent: true,
      input: NeedInput,
      output: PurchaseView,
      run: async ({ single, ...need }, context) => {
        if (!classes(clock.now()).some(({ code }) => code === need.serviceClass))
          throw new DomainError(
            "invalid",
            "social.purchase.service_class_unknown",
            "There is no such class of services",
          );
        const whole = single === undefined ? need : { ...need, single };
        return shown(deps, await desk.state({ type: "StateNeed", data: { need: whole } }, context), context);
      },
    }),
    approvePurchaseNeed: action({
      rest: "POST /purchases/:purchaseId/approve",
      summary: "批准采购需求, by another than who stated it; what looks like a part of one purchase is found now",
      access: APPROVERS,
      idempotent: true,
      input: ById,
      output: PurchaseView,
      run: ({ purchaseId }, context) => ask(purchaseId, desk.ask.approve, context),
    }),
    refusePurchaseNeed: action({
      rest: "POST /purchases/:purchaseId/refuse",
      summary: "不批准采购需求",
      access: APPROVERS,
      input: ById.extend({ reason: Words }),
      output: PurchaseView,
      run: ({ purchaseId, reason }, context) =>
        ask(purchaseId, () => ({ type: "RefuseNeed", data: { reason } }), context),
    }),
    answerPurchaseFinding: action({
      rest: "POST /purchases/:purchaseId/findings/answer",
      summary: "说明为何不属化整为零: before the call, or before the award where it was found with the supplier",
      access: APPROVERS,
      input: ById.extend({
        kind: z.enum(["sameLine", "sameSubject", "sameHouse"]),
        answer: z.enum(["budgetAdjusted", "otherwiseApproved", "otherSubject"]).describe("预算调整, 经批准, 内容不同"),
        reason: Words,
      }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "AnswerFinding", data }), context),
    }),
    publishPurchaseCall: action({
      rest: "POST /purchases/:purchaseId/publish",
      summary:
        "发布采购公告; where another purchase has come that belongs to it, that is found instead and answered first",
      access: ["socialOfficer"],
      input: ById.extend(CallInput.shape),
      output: PurchaseView,
      run: ({ purchaseId, ...call }, context) => ask(purchaseId, desk.ask.publish(call), context),
    }),
    noticeSinglePurchase: action({
      rest: "POST /purchases/:purchaseId/notice",
      summary: "单一来源公示: of the price that was agreed on; any organization may challenge it",
      access: ["socialOfficer"],
      input: ById.extend({ amount: Amount }),
      output: PurchaseView,
      run: ({ purchaseId, amount }, context) => ask(purchaseId, desk.ask.notice(amount), context),
    }),
    cancelPurchase: action({
      rest: "POST /purchases/:purchaseId/cancel",
      summary: "终止采购, before there is an award; the reason is public",
      access: ["socialOfficer"],
      input: ById.extend({ reason: Words }),
      output: PurchaseView,
      run: ({ purchaseId, reason }, context) =>
        ask(purchaseId, () => ({ type: "CancelPurchase", data: { reason } }), context),
    }),
  };
};
