import { partOf, sumOf, type Fen } from "../money.ts";
import type { Asked, By } from "./commands.ts";
import type { PurchaseEvent } from "./events.ts";
import type { Contract, Milestone, MilestoneState, Payment, Purchase } from "./purchase.ts";
import { forbid, missing, mustBe, mustBeImpartial, mustNotBe, refuse } from "./refuse.ts";
import type { PurchaseTerms } from "./rules.ts";

const contractOf = ({ contract }: Purchase): Contract => {
  if (contract === undefined) throw missing("contract");
  return contract;
};

const milestoneOf = (state: Purchase, id: string): MilestoneState => {
  const found = contractOf(state).milestones.find((one) => one.id === id);
  if (found === undefined) throw missing("milestone");
  return found;
};

/** 合同总额: as signed, with what was added. */
export const contractSum = ({ amount, additions }: Contract): Fen =>
  amount + sumOf(additions.map((addition) => addition.amount));

export const paidSum = (payments: readonly Payment[]): Fen =>
  sumOf(payments.filter(({ status }) => status === "paid").map(({ amount }) => amount));

const mustFit = ({ due }: Milestone, { from, until }: Pick<Contract, "from" | "until">): void => {
  if (due < from || due > until) throw refuse("milestone_outside", "A milestone lies outside the contract's time");
};

const mustSupply = ({ award }: Purchase, { organization }: By): void => {
  if (award === undefined || organization !== award.supplier)
    throw forbid("not_the_supplier", "Another organization has this contract");
};

export const contractDecisions = ({ rulesAt }: PurchaseTerms) => ({
  sign: ({ data: asked, by, at }: Asked<"SignContract">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "awarded");
    const { isManagerTied, ...data } = asked;
    mustBeImpartial(by);
    if (isManagerTied) throw forbid("manager_interested", "Who manages the contract belongs to the supplier");
    const { award } = state;
    if (award === undefined) throw missing("award");
    if (data.amount > award.amount) throw refuse("over_award", "More than was awarded", { most: award.amount });
    if (data.from > data.until) throw refuse("period", "It ends before it begins");
    if (sumOf(data.milestones.map(({ amount }) => amount)) !== data.amount)
      throw refuse("milestones_sum", "The milestones have to come to the amount of the contract");
    if (new Set(data.milestones.map(({ id }) => id)).size !== data.milestones.length)
      throw refuse("milestone_twice", "A milestone stands there twice");
    for (const milestone of data.milestones) mustFit(milestone, data);
    if (at > award.contractBy && data.lateReason === undefined)
      throw refuse("contract_late", "It is late for a contract: say why", { contractBy: award.contractBy });
    return [{ type: "ContractSigned", data: { ...data, by: by.account, at } }];
  },

  /** 补充合同. By another than who manages the contract, up to a part of its first amount in all. */
  add: ({ data: { milestone, reason }, by, at }: Asked<"AddToContract">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "contracted");
    const contract = contractOf(state);
    mustBeImpartial(by);
    mustNotBe(by, [contract.manager], "manager_alone");
    if (contract.milestones.some(({ id }) => id === milestone.id))
      throw refuse("milestone_twice", "This milestone is there already");
    mustFit(milestone, contract);
    const most = partOf(contract.amount, rulesAt(state.approvedAt ?? at).addition);
    if (contractSum(contract) - contract.amount + milestone.amount > most)
      throw refuse("addition_too_large", "More than may be added to this contract", { most });
    return [{ type: "ContractExtended", data: { milestone, reason, by: by.account, at } }];
  },

  deliver: ({ data: { milestone }, by, at }: Asked<"DeliverMilestone">, state: Purchase): readonly PurchaseEvent[] => {
    mustSupply(state, by);
    mustBe(state, "contracted");
    const { status } = milestoneOf(state, milestone);
    if (status === "delivered") return [];
    if (status === "accepted") throw refuse("accepted", "It is accepted already");
    return [{ type: "MilestoneDelivered", data: { milestone, by: by.account, at } }];
  },

  /** 验收, by others than who manages the contract. What is not accepted has to be delivered again. */
  judge: ({ data, by, at }: Asked<"JudgeMilestone">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "contracted", "terminated");
    mustNotBe(by, [contractOf(state).manager], "manager_alone");
    mustBeImpartial(by);
    if (milestoneOf(state, data.milestone).status !== "delivered")
      throw refuse("not_delivered", "Nothing was delivered that waits for acceptance");
    return [{ type: "MilestoneJudged", data: { ...data, by: by.account, at } }];
  },

  askPayment: ({ data, by, at }: Asked<"AskPayment">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "contracted", "terminated");
    mustBeImpartial(by);
    const { status, amount } = milestoneOf(state, data.milestone);
    if (status !== "accepted") throw refuse("not_accepted", "Only what is accepted is paid");
    if (state.payments.some((one) => one.milestone === data.milestone && one.status !== "refused"))
      throw refuse("payment_there", "Its payment is asked for or made already");
    return [{ type: "PaymentAsked", data: { ...data, amount, by: by.account, at } }];
  },

  decidePayment: ({ data, by, at }: Asked<"DecidePayment">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "contracted", "terminated");
    const payment = state.payments.find(({ id }) => id === data.payment);
    if (payment === undefined) throw missing("payment");
    const status = data.paid ? "paid" : "refused";
    if (payment.status === status && payment.decidedBy === by.account) return [];
    if (payment.status !== "asked") throw refuse("payment_decided", "This payment is decided already");
    mustNotBe(by, [payment.askedBy], "payer_asked");
    mustBeImpartial(by);
    const said = { payment: data.payment, by: by.account, at };
    return [data.paid ? { type: "PaymentMade", data: said } : { type: "PaymentRefused", data: said }];
  },

  terminate: ({ data: { reason }, by, at }: Asked<"TerminateContract">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "contracted");
    mustBeImpartial(by);
    return [{ type: "ContractTerminated", data: { reason, by: by.account, at } }];
  },

  /** 结项与履约评价 */
  close: ({ data, by, at }: Asked<"ClosePurchase">, state: Purchase): readonly PurchaseEvent[] => {
    mustBe(state, "contracted");
    const contract = contractOf(state);
    mustNotBe(by, [contract.manager], "manager_alone");
    mustBeImpartial(by);
    if (paidSum(state.payments) !== contractSum(contract))
      throw refuse("not_settled", "Every milestone has to be accepted and paid");
    return [{ type: "PurchaseClosed", data: { ...data, by: by.account, at } }];
  },
});
