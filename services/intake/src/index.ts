import { aggregateKind } from "@wangge/kit";
import { itemAggregates } from "./app/item-register.ts";
import { publishAs } from "./app/publish-as.ts";
import { keyDecider, reportDecider } from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("intake", "reports", reportDecider, publishAs),
  aggregateKind("intake", "keys", keyDecider, () => []),
  ...itemAggregates,
];
