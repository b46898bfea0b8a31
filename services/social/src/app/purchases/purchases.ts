import { aggregateKind, personalDataKeys, sweeping } from "@wangge/kit";
import { purchaseDeciderWith } from "../../domain/purchases/index.ts";
import { bidActions } from "../../edge/purchases/bid-actions.ts";
import { contractActions } from "../../edge/purchases/contract-actions.ts";
import { needActions } from "../../edge/purchases/need-actions.ts";
import { readingActions } from "../../edge/purchases/reading-actions.ts";
import type { OrganizationsPort } from "../ports.ts";
import type { Needed, Slice } from "../slice.ts";
import { loadOcdsPublisher, loadPurchaseTerms, loadServiceClasses } from "./data.ts";
import { createPurchaseDesk } from "./desk.ts";
import { publishPurchaseAs } from "./publish-as.ts";
import { createBidSeals } from "./seals.ts";

interface PurchaseParts extends Needed {
  readonly organizations: OrganizationsPort;
}

/** 政府购买服务: from the need to the closing of the contract. */
export const createPurchases = async ({ config, store, clock, log, organizations }: PurchaseParts): Promise<Slice> => {
  const purchases = await store.decider("purchases", purchaseDeciderWith(loadPurchaseTerms()), {
    publishAs: publishPurchaseAs,
    indexes: [["state.need.buyer.code", "state.need.serviceClass"], ["state.status"]],
    sparse: ["state.wakeAt"],
    chained: true,
  });
  const seals = createBidSeals(personalDataKeys(config));
  const desk = createPurchaseDesk({ purchases, organizations, seals, clock, log });
  const sweep = sweeping({ name: "purchases", everyMs: config.SWEEP_MS, log, work: desk.wake });
  const parts = { desk, clock, classes: loadServiceClasses(), publisherAt: loadOcdsPublisher() };
  return {
    actions: { ...needActions(parts), ...bidActions(parts), ...contractActions(parts), ...readingActions(parts) },
    subscriptions: [],
    start: sweep.start,
    stop: sweep.stop,
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const purchaseAggregates = [
  aggregateKind("social", "purchases", purchaseDeciderWith(loadPurchaseTerms()), publishPurchaseAs),
];
