export { redactionShape, sealActions } from "./actions.ts";
export {
  auditAggregate,
  auditConfig,
  auditKey,
  createAudit,
  notingChains,
  type Audit,
  type SealedContract,
} from "./audit.ts";
export type { SealedHistory } from "./epoch.ts";
export type { AuditExport, ExportedCase } from "./exports.ts";
