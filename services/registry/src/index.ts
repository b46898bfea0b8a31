import { aggregateKind } from "@wangge/kit";
import { publishChange, publishStaffing, publishTelling } from "./app/publish-as.ts";
import { anchorDecider, changeDecider, staffingDecider, tellingDecider } from "./domain/index.ts";

export { compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("registry", "staffing", staffingDecider, publishStaffing),
  aggregateKind("registry", "changes", changeDecider, publishChange),
  aggregateKind("registry", "tellings", tellingDecider, publishTelling),
  aggregateKind("registry", "anchors", anchorDecider, () => []),
  aggregateKind("registry", "enforcementAnchors", anchorDecider, () => []),
];
