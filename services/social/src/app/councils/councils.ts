import { personalDataKeys, sweeping } from "@wangge/kit";
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
import type { Desk } from "./desk.ts";
import { onCases, onOwnFacts } from "./refer.ts";
import { loadCouncilRules } from "./rules.ts";
import { plantCouncils } from "./seed.ts";
import { openStores } from "./stores.ts";
import { sweepOnce, type SweepParts } from "./sweep.ts";
import { createVault } from "./vault.ts";

export { councilAggregates } from "./stores.ts";

/** What this slice asks of the others. */
interface Ports {
  readonly organizations: Pick<OrganizationsPort, "standing">;
}

/** 议事会, 联系户, 民情受理, 新闻发言人, 院落微预算: how residents of a community have their say, put together. */
export const createCouncils = async ({
  config,
  store,
  clock,
  log,
  call,
  organizations,
}: Needed & Ports): Promise<Slice> => {
  const rules = loadCouncilRules();
  const vault = createVault(personalDataKeys(config));
  const { standing } = organizations;
  const stores = await openStores(store, rules);
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
