import { aggregateKind } from "@wangge/kit";
import { publishAuditAs } from "./app/audit/publish-as.ts";
import { publishAs } from "./app/publish-as.ts";
import { caseDecider, epochDecider, rosterDecider } from "./domain/index.ts";

export { compose, INDEXES } from "./compose.ts";
export { manifest } from "./manifest.ts";

export const aggregates = [
  aggregateKind("dispatch", "cases", caseDecider, publishAs),
  aggregateKind("dispatch", "grids", rosterDecider, () => []),
  aggregateKind("dispatch", "audit", epochDecider, publishAuditAs),
];
