import { custody } from "@wangge/contracts/custody";
import { aggregateKind, anchorAggregates, ownEventLogAggregates } from "@wangge/kit";
import { publishChange, publishStaffing, publishTelling } from "./app/publish-as.ts";
import { changeDecider, signInDecider, staffingDecider, tellingDecider } from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("registry", "staffing", staffingDecider, publishStaffing),
  aggregateKind("registry", "changes", changeDecider, publishChange),
  aggregateKind("registry", "tellings", tellingDecider, publishTelling),
  aggregateKind("registry", "signIns", signInDecider, () => []),
  ...anchorAggregates("registry"),
  ...ownEventLogAggregates(custody.registry),
];
