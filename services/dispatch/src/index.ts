import { aggregateKind } from "@wangge/kit";
import { fieldAggregates } from "./app/field.ts";
import { publishAs } from "./app/publish-as.ts";
import { caseDecider, rosterDecider } from "./domain/index.ts";

export { compose, INDEXES } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("dispatch", "cases", caseDecider, publishAs),
  aggregateKind("dispatch", "grids", rosterDecider, () => []),
  ...fieldAggregates,
];
