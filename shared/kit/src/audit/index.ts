export { redactionShape, sealActions } from "./actions.ts";
export { auditAggregate, auditConfig, auditKey, createAudit, notingChains, type Audit } from "./audit.ts";
export { anchorDecider, type AnchoredHead } from "./anchor.ts";
export type { SealedHistory } from "./epoch.ts";
export type { AuditExport, ExportedCase } from "./exports.ts";
export { anchorAggregates, anchorsOf, keepAnchors } from "./keeping.ts";
