import type { Decider } from "@wangge/kit/domain";
import type { PurchaseCommand } from "./commands.ts";
import { purchaseDecisions } from "./decide.ts";
import type { PurchaseEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { initial, type PurchaseState } from "./purchase.ts";
import type { PurchaseTerms } from "./rules.ts";

export const purchaseDeciderWith = (terms: PurchaseTerms): Decider<PurchaseState, PurchaseCommand, PurchaseEvent> => ({
  name: "social.purchase",
  initial,
  decide: purchaseDecisions(terms),
  evolve,
});

export * from "./commands.ts";
export { bidOf, opensWith } from "./decide-bids.ts";
export { contractSum, paidSum } from "./decide-contract.ts";
export { reasonsAgainst, type Applicant, type Ineligible } from "./eligible.ts";
export { evolve } from "./evolve.ts";
export type { PurchaseEvent } from "./events.ts";
export * from "./purchase.ts";
export { existing, unknownPurchase } from "./refuse.ts";
export type { Method, PurchaseRules, PurchaseTerms } from "./rules.ts";
export { likenessOf, splitFindings, type Alike } from "./split.ts";
