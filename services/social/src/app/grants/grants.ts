import { sweeping } from "@wangge/kit";
import { allocationActions } from "../../edge/grants/allocation-actions.ts";
import { fundActions } from "../../edge/grants/fund-actions.ts";
import { grantActions } from "../../edge/grants/grant-actions.ts";
import { grantDesk } from "../../edge/grants/grant-desk.ts";
import { impactActions } from "../../edge/grants/impact-actions.ts";
import type { FundsPort } from "../ports.ts";
import type { Needed, Slice } from "../slice.ts";
import { createOutcomes } from "./outcomes.ts";
import type { GrantPorts } from "./ports.ts";
import { createRounds } from "./rounds.ts";
import { loadGrantRules } from "./rules.ts";
import { openGrantStores } from "./stores.ts";
import { createTreasury, fundsPort } from "./treasury.ts";

interface GrantsSlice extends Slice {
  readonly funds: FundsPort;
  /** What it does by itself, once. */
  readonly sweep: () => Promise<void>;
}

/** 公益创投资金: funds, allocations and grants, put together. */
export const createGrants = async ({ config, store, clock, log }: Needed, ports: GrantPorts): Promise<GrantsSlice> => {
  const rules = loadGrantRules();
  const stores = await openGrantStores(store);
  const { books, allocations, grants } = stores;
  const treasury = createTreasury({ stores, ports, rules, clock, log });
  const rounds = createRounds({ stores, ports, rules, clock });
  const outcomes = createOutcomes(stores);
  const desk = grantDesk({ grants, ports, treasury, clock });
  const sweep = sweeping({ name: "grants", everyMs: config.SWEEP_MS, log, work: treasury.sweep });
  return {
    actions: {
      ...fundActions({ books, clock }),
      ...allocationActions({ allocations, rounds, treasury, clock }),
      ...grantActions({ desk, grants }),
      ...impactActions({ desk, grants, books, outcomes, ports, clock }),
    },
    subscriptions: outcomes.subscriptions,
    funds: fundsPort(books),
    sweep: treasury.sweep,
    start: sweep.start,
    stop: sweep.stop,
  };
};

export { grantAggregates } from "./stores.ts";
