import { aggregateKind } from "@wangge/kit";
import { itemAggregates } from "./app/item-register.ts";
import { publishBan } from "./app/publish-bans-as.ts";
import { publishAccess, publishAs, publishReporter } from "./app/publish-as.ts";
import {
  accessDecider,
  banDecider,
  followerDecider,
  keyDecider,
  messageDecider,
  reportDecider,
  reporterDecider,
} from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("intake", "reports", reportDecider, publishAs),
  aggregateKind("intake", "keys", keyDecider, () => []),
  aggregateKind("intake", "followers", followerDecider, () => []),
  aggregateKind("intake", "messages", messageDecider, () => []),
  aggregateKind("intake", "bans", banDecider, publishBan),
  ...itemAggregates,
  aggregateKind("intake", "reporters", reporterDecider, publishReporter),
  aggregateKind("intake", "accesses", accessDecider, publishAccess),
];
