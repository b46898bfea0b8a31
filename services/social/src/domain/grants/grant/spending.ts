import { partOf } from "../../money.ts";
import { acceptedSum, type Grant, type GrantEvent, type Receipt } from "./grant.ts";
import { mustBe, mustBeApart, mustBeOfOrganization, refuse, type Of } from "./guards.ts";

const categoryOf = ({ rule }: Grant, code: string) => {
  const found = rule.categories.find((one) => one.code === code);
  if (found === undefined) throw refuse("no_category", "The agreement knows no such costs", { category: code });
  return found;
};

const monthOf = ({ on }: Pick<Receipt, "on">): string => on.slice(0, 7);

/** 不得分配. People of the organization get wages within their limit, and nothing else: no dividend, no fee, no rent. */
const mustNotDistribute = (grant: Grant, receipt: Omit<Receipt, "status">, party: readonly string[]): void => {
  const { person, category, amount } = receipt;
  if (person === undefined || !party.includes(person)) return;
  if (categoryOf(grant, category).ofPeople !== true)
    throw refuse("distribution", "People of the organization are paid wages of the project, and nothing else", {
      category,
    });
  const already = grant.receipts
    .filter((one) => one.person === person && one.status !== "refused" && monthOf(one) === monthOf(receipt))
    .reduce((sum, one) => sum + one.amount, 0);
  if (already + amount > grant.rule.personMonth)
    throw refuse("distribution", "One person gets no more than so much in a month", { most: grant.rule.personMonth });
};

export const addReceipt = (command: Of<"AddReceipt">, grant: Grant): readonly GrantEvent[] => {
  mustBeOfOrganization(grant, command);
  const { data, by, party, at } = command;
  const same = grant.receipts.find(({ id }) => id === data.id);
  if (same !== undefined) {
    if (same.number === data.number && same.amount === data.amount) return [];
    throw refuse("receipt_differs", "This receipt was given with another number or amount");
  }
  mustBe(grant, "active", "ending");
  if (grant.receipts.some(({ number, status }) => number === data.number && status !== "refused"))
    throw refuse("receipt_twice", "This invoice is accounted for", { number: data.number });
  categoryOf(grant, data.category);
  mustNotDistribute(grant, data, party);
  return [{ type: "ReceiptAdded", data: { ...data, by: by.account, at } }];
};

/** 票据审核, within what the agreement lets go into each kind of costs. */
export const judgeReceipt = (command: Of<"JudgeReceipt">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  const receipt = grant.receipts.find(({ id }) => id === data.id);
  if (receipt === undefined) throw refuse("no_receipt", "There is no such receipt", { id: data.id });
  if (receipt.status === (data.accepted ? "accepted" : "refused")) return [];
  mustBe(grant, "active", "ending");
  if (receipt.status !== "added") throw refuse("receipt_judged", "This receipt is judged");
  const { most } = categoryOf(grant, receipt.category);
  if (data.accepted && most !== undefined) {
    const limit = partOf(grant.amount, most);
    const after = acceptedSum(grant, ({ category }) => category === receipt.category) + receipt.amount;
    if (after > limit)
      throw refuse("over_ratio", "More would go into these costs than agreed", { category: receipt.category, limit });
  }
  return [{ type: "ReceiptJudged", data: { ...data, by: by.account, at } }];
};

/** 自筹资金到位 */
export const proveOwn = (command: Of<"ProveOwn">, grant: Grant): readonly GrantEvent[] => {
  mustBeApart(grant, command);
  const { data, by, at } = command;
  if (grant.ownReferences.includes(data.reference)) return [];
  mustBe(grant, "active", "ending");
  const { amount } = data;
  if (amount <= 0 || grant.ownProven + amount > grant.own)
    throw refuse("own_too_much", "Proven is what was agreed, and no more", { own: grant.own, proven: grant.ownProven });
  const moves = [{ number: grant.lastMove + 1, kind: "ownProven", amount }] as const;
  return [{ type: "OwnProven", data: { ...data, by: by.account, moves, at } }];
};
