import { custody } from "@wangge/contracts/custody";
import { aggregateKind, auditAggregate, eventLogAggregate } from "@wangge/kit";
import { fieldAggregates } from "./app/field.ts";
import { publishAs } from "./app/publish-as.ts";
import { ruleAggregates } from "./app/rules.ts";
import { caseDecider, rosterDecider, rotaDecider, swapDecider, workerDecider } from "./domain/index.ts";

export { compose, INDEXES, ROSTER_INDEXES } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("dispatch", "cases", caseDecider, publishAs),
  aggregateKind("dispatch", "grids", rosterDecider, () => []),
  ...ruleAggregates,
  aggregateKind("dispatch", "rotas", rotaDecider, () => []),
  aggregateKind("dispatch", "workers", workerDecider, () => []),
  aggregateKind("dispatch", "swaps", swapDecider, () => []),
  auditAggregate(custody.dispatch),
  eventLogAggregate("dispatch"),
  ...fieldAggregates,
];
