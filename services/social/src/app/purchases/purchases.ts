import { aggregateKind, pagesOf, personalDataKeys, sweeping } from "@wangge/kit";
import type { Project } from "../../domain/grants/allocation/index.ts";
import { purchaseDeciderWith, type PurchaseState } from "../../domain/purchases/index.ts";
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

/** Its places are not on record: it is for the whole district. */
const projectOf = (id: string, state: PurchaseState, from: string, until: string): readonly Project[] => {
  if (state.status === "none" || state.contract === undefined || state.award === undefined) return [];
  const { contract, award, need } = state;
  if (contract.until < from || contract.from > until) return [];
  return [
    {
      ...{ kind: "purchase", id, organization: award.supplier, title: need.title, grids: [] },
      ...{ from: contract.from, until: contract.until, amount: contract.amount },
      costs: contract.milestones.map(({ title }) => title),
    },
  ];
};

interface PurchasesSlice extends Slice {
  /** What is or was bought between two days: who else pays for the same thing may want to know. */
  readonly projects: (from: string, until: string) => Promise<readonly Project[]>;
}

/** 政府购买服务: from the need to the closing of the contract. */
export const createPurchases = async ({
  config,
  store,
  clock,
  log,
  organizations,
}: PurchaseParts): Promise<PurchasesSlice> => {
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
    projects: async (from, until) => {
      const found: Project[] = [];
      for await (const page of pagesOf(purchases, { "state.status": { in: ["contracted", "closed"] } }))
        found.push(...page.flatMap(({ id, state }) => projectOf(id, state, from, until)));
      return found;
    },
    start: sweep.start,
    stop: sweep.stop,
  };
};

/** For the doctor, which recomputes and decides nothing. */
export const purchaseAggregates = [
  aggregateKind("social", "purchases", purchaseDeciderWith(loadPurchaseTerms()), publishPurchaseAs),
];
