import { custody } from "@wangge/contracts/custody";
import { aggregateKind, ownEventLogAggregates } from "@wangge/kit";
import { itemAggregates } from "./app/item-register.ts";
import { publishBan } from "./app/publish-bans-as.ts";
import { publishUpdates } from "./app/publish-updates-as.ts";
import { matterAggregates } from "./app/matter-desk.ts";
import { photoAggregates } from "./app/photo-register.ts";
import { publishAccess, publishAs, publishReporter } from "./app/publish-as.ts";
import {
  accessDecider,
  apiKeyDecider,
  banDecider,
  followerDecider,
  keyDecider,
  messageDecider,
  reportDecider,
  reporterDecider,
  updateDecider,
} from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("intake", "reports", reportDecider, publishAs),
  aggregateKind("intake", "keys", keyDecider, () => []),
  aggregateKind("intake", "followers", followerDecider, () => []),
  aggregateKind("intake", "messages", messageDecider, () => []),
  aggregateKind("intake", "bans", banDecider, publishBan),
  aggregateKind("intake", "apiKeys", apiKeyDecider, () => []),
  aggregateKind("intake", "updates", updateDecider, publishUpdates),
  ...itemAggregates,
  ...matterAggregates,
  ...photoAggregates,
  aggregateKind("intake", "reporters", reporterDecider, publishReporter),
  aggregateKind("intake", "accesses", accessDecider, publishAccess),
  ...ownEventLogAggregates(custody.intake),
];
