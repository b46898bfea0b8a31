import { action, newId } from "@wangge/kit";
import { z } from "zod";
import { asking, type PurchaseActionDeps } from "./asking.ts";
import { ById, ByMilestone, ByPayment, ContractInput, MilestoneInput, Words } from "./input.ts";
import { PurchaseView } from "./view.ts";

/** 合同、验收、支付、结项 */
export const contractActions = (deps: PurchaseActionDeps) => {
  const ask = asking(deps);
  return {
    signPurchaseContract: action({
      rest: "POST /purchases/:purchaseId/contract",
      summary: "签订合同: not above the award, its milestones come to its amount",
      access: ["socialOfficer"],
      input: ById.extend(ContractInput.shape),
      output: PurchaseView,
      run: ({ purchaseId, lateReason, ...contract }, context) => {
        const data = lateReason === undefined ? contract : { ...contract, lateReason };
        return ask(purchaseId, deps.desk.ask.sign(data), context);
      },
    }),
    addToPurchaseContract: action({
      rest: "POST /purchases/:purchaseId/contract/additions",
      summary:
        "补充合同: one more milestone, by another than who manages the contract, as far as the rules let it grow",
      access: ["socialOfficer", "supervisor"],
      input: ById.extend({ milestone: MilestoneInput, reason: Words }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "AddToContract", data }), context),
    }),
    deliverPurchaseMilestone: action({
      rest: "POST /purchases/:purchaseId/milestones/:milestone/deliver",
      summary: "提交验收: the supplier says that it is done",
      access: ["organization"],
      idempotent: true,
      input: ByMilestone,
      output: PurchaseView,
      run: ({ purchaseId, milestone }, context) =>
        ask(purchaseId, () => ({ type: "DeliverMilestone", data: { milestone } }), context),
    }),
    judgePurchaseMilestone: action({
      rest: "POST /purchases/:purchaseId/milestones/:milestone/judge",
      summary: "验收, by another than who manages the contract",
      access: ["socialOfficer", "communityOfficer", "supervisor"],
      input: ByMilestone.extend({ accepted: z.boolean(), reason: Words }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "JudgeMilestone", data }), context),
    }),
    askPurchasePayment: action({
      rest: "POST /purchases/:purchaseId/payments",
      summary: "申请支付 of a milestone that is accepted",
      access: ["socialOfficer"],
      status: 201,
      input: ByMilestone,
      output: PurchaseView,
      run: ({ purchaseId, milestone }, context) =>
        ask(purchaseId, () => ({ type: "AskPayment", data: { payment: newId(), milestone } }), context),
    }),
    decidePurchasePayment: action({
      rest: "POST /purchases/:purchaseId/payments/:payment/decide",
      summary: "支付复核: pays or refuses what another has asked for",
      access: ["financeOfficer"],
      idempotent: true,
      input: ByPayment.extend({ paid: z.boolean() }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "DecidePayment", data }), context),
    }),
    terminatePurchaseContract: action({
      rest: "POST /purchases/:purchaseId/terminate",
      summary: "终止合同; what is accepted is still paid",
      access: ["socialOfficer"],
      input: ById.extend({ reason: Words }),
      output: PurchaseView,
      run: ({ purchaseId, reason }, context) =>
        ask(purchaseId, () => ({ type: "TerminateContract", data: { reason } }), context),
    }),
    closePurchase: action({
      rest: "POST /purchases/:purchaseId/close",
      summary: "结项与履约评价, when all is accepted and paid, by another than who manages the contract",
      access: ["socialOfficer", "supervisor"],
      input: ById.extend({ grade: z.int().min(0).max(100), note: Words }),
      output: PurchaseView,
      run: ({ purchaseId, ...data }, context) => ask(purchaseId, () => ({ type: "ClosePurchase", data }), context),
    }),
  };
};
