import { dayOf } from "@wangge/calendar";
import { openRulebook, rulebookAggregates, type BaseConfig, type Parts } from "@wangge/kit";
import { createRouter, type Router } from "./routing.ts";
import { ruleKinds, type DispatchRulebook } from "./rule-kinds.ts";
import { today } from "./today.ts";
import { filingStandards, type FilingStandards } from "./standards.ts";

/** 派遣规则, put together: the rulebook and what is answered from it. */
export interface Rules {
  readonly rulebook: DispatchRulebook;
  readonly standards: FilingStandards;
  readonly router: Router;
}

export const composeRules = async ({
  store,
  clock,
  log,
  refreshMs,
}: Pick<Parts<BaseConfig>, "store" | "clock" | "log"> & { readonly refreshMs: number }): Promise<Rules> => {
  const kinds = ruleKinds({
    standardsOn: (day) => rulebook.ifInForceOn("filingStandards", day)?.content,
    routingOn: (day) => rulebook.ifInForceOn("routing", day)?.content,
  });
  const rulebook: DispatchRulebook = await openRulebook({
    service: "dispatch",
    dayOf,
    kinds,
    store,
    clock,
    log,
    refreshMs,
  });
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

export const ruleAggregates = rulebookAggregates("dispatch", dayOf);
