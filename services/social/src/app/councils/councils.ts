import { personalDataKeys, sweeping, type Actor } from "@wangge/kit";
import { dispatchCases } from "../../adapters/cases.ts";
import { registryPlaces } from "../../adapters/places.ts";
import { intakeWindow } from "../../adapters/window.ts";
import { budgetActions } from "../../edge/councils/budget-actions.ts";
import { contactActions } from "../../edge/councils/contact-actions.ts";
import { councilActions } from "../../edge/councils/council-actions.ts";
import { opinionActions } from "../../edge/councils/opinion-actions.ts";
import { pressActions } from "../../edge/councils/press-actions.ts";
import { referralActions } from "../../edge/councils/referral-actions.ts";
import { sessionActions } from "../../edge/councils/session-actions.ts";
import { topicActions } from "../../edge/councils/topic-actions.ts";
import type { OrganizationsPort } from "../ports.ts";
import type { Needed, Slice } from "../slice.ts";
import { createBallots } from "./ballots.ts";
import { serves, type Desk } from "./desk.ts";
import { onCases, onOwnFacts } from "./refer.ts";
import { loadCouncilRules } from "./rules.ts";
import { plantCouncils } from "./seed.ts";
import { openStores, type Stores } from "./stores.ts";
import { sweepOnce, type SweepParts } from "./sweep.ts";
import { createVault } from "./vault.ts";

export { councilAggregates } from "./stores.ts";

/** What this slice asks of the others. */
interface Ports {
  readonly organizations: Pick<OrganizationsPort, "standing">;
  readonly offices: Offices;
}

/** 社区: who is an officer of which, as its council says. Other slices ask it, and are asked by what is made of these stores. */
export interface Offices {
  readonly stores: Stores;
  /** A community without a council has no officers. */
  readonly serves: (community: string, actor: Actor | undefined) => Promise<boolean>;
}

export const openOffices = async ({ store }: Pick<Needed, "store">): Promise<Offices> => {
  const stores = await openStores(store, loadCouncilRules());
  return {
    stores,
    serves: async (community, actor) => {
      const council = (await stores.councils.load(community))?.state;
      return council !== undefined && council.status !== "none" && serves(council, actor);
    },
  };
};

/** 议事会, 联系户, 民情受理, 新闻发言人, 院落微预算: how residents of a community have their say, put together. */
export const createCouncils = ({
  config,
  clock,
  log,
  call,
  organizations,
  offices: { stores },
}: Needed & Ports): Slice => {
  const rules = loadCouncilRules();
  const vault = createVault(personalDataKeys(config));
  const { standing } = organizations;
  const desk: Desk = { ...stores, vault, rules, clock, standing, places: registryPlaces(call) };
  const ballots = createBallots(desk);
  const actions = {
    ...councilActions(desk),
    ...topicActions(desk),
    ...sessionActions(desk, ballots),
    ...referralActions(desk),
    ...contactActions(desk),
    ...opinionActions(desk),
    ...pressActions(desk),
    ...budgetActions(desk, ballots),
  };
  let isPlanted = config.SOCIAL_SEED !== "chenghua";
  const plant = async (): Promise<void> => {
    if (isPlanted) return;
    await plantCouncils({ actions, clock, log });
    isPlanted = true;
  };
  const parts: SweepParts = { desk, ballots, window: intakeWindow(call), cases: dispatchCases(call), plant, log };
  const sweep = sweeping({ name: "councils", everyMs: config.SWEEP_MS, log, work: () => sweepOnce(parts) });
  return {
    actions,
    subscriptions: [...onOwnFacts(desk), ...onCases(desk)],
    start: sweep.start,
    stop: sweep.stop,
  };
};
