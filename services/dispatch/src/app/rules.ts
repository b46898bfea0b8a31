import { aggregateKind, isDomainError, type BaseConfig, type Parts } from "@wangge/kit";
import { editionDecider, shelfDecider } from "../domain/rulebook.ts";
import { createRouter, type Router } from "./routing.ts";
import { ruleKinds, type DispatchRulebook } from "./rule-kinds.ts";
import { createRulebook, today } from "./rulebook.ts";
import { filingStandards, type FilingStandards } from "./standards.ts";

/** 派遣规则, put together: the rulebook and what is answered from it. */
export interface Rules {
  readonly rulebook: DispatchRulebook;
  readonly standards: FilingStandards;
  readonly router: Router;
}

const orUndefined = <Value>(ask: () => Value): Value | undefined => {
  try {
    return ask();
  } catch (error) {
    if (isDomainError(error) && error.code === "dispatch.rules.not_in_force") return undefined;
    throw error;
  }
};

export const composeRules = async ({
  store,
  clock,
  log,
  refreshMs,
}: Pick<Parts<BaseConfig>, "store" | "clock" | "log"> & { readonly refreshMs: number }): Promise<Rules> => {
  const shelves = await store.decider("ruleShelves", shelfDecider, { publishAs: () => [] });
  const editions = await store.decider("ruleEditions", editionDecider, { publishAs: () => [] });
  const kinds = ruleKinds({
    standardsOn: (day) => orUndefined(() => rulebook.inForceOn("filingStandards", day).content),
    routingOn: (day) => orUndefined(() => rulebook.inForceOn("routing", day).content),
  });
  const rulebook: DispatchRulebook = createRulebook({ kinds, shelves, editions, clock, log, refreshMs });
  return {
    rulebook,
    standards: filingStandards({
      inForceOn: (day) => rulebook.inForceOn("filingStandards", day),
      published: (version) => rulebook.published("filingStandards", version),
      today: () => today(clock),
    }),
    router: createRouter({
      inForceOn: (day) => rulebook.inForceOn("routing", day),
      inForceAt: (at) => rulebook.inForceAt("routing", at),
    }),
  };
};

export const ruleAggregates = [
  aggregateKind("dispatch", "ruleShelves", shelfDecider, () => []),
  aggregateKind("dispatch", "ruleEditions", editionDecider, () => []),
];
