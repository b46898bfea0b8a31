import { aggregateKind } from "@wangge/kit";
import { itemAggregates } from "./app/item-register.ts";
import { photoAggregates } from "./app/photo-register.ts";
import { publishAccess, publishAs, publishReporter } from "./app/publish-as.ts";
import { accessDecider, keyDecider, reportDecider, reporterDecider } from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("intake", "reports", reportDecider, publishAs),
  aggregateKind("intake", "keys", keyDecider, () => []),
  ...itemAggregates,
  ...photoAggregates,
  aggregateKind("intake", "reporters", reporterDecider, publishReporter),
  aggregateKind("intake", "accesses", accessDecider, publishAccess),
];
