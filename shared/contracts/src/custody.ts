import type { AuditHead } from "./audit-head.ts";
import { AuditSealedV1 } from "./dispatch/audit-sealed.v1.ts";
import { HistoriesSealedV1 } from "./enforcement/histories-sealed.v1.ts";
import { AppraisalLogSealedV1 } from "./appraisal/appraisal-log-sealed.v1.ts";
import { IntakeLogSealedV1 } from "./intake/intake-log-sealed.v1.ts";
import { RegistryLogSealedV1 } from "./registry/registry-log-sealed.v1.ts";
import { SocialLogSealedV1 } from "./social/social-log-sealed.v1.ts";
import { WebhooksLogSealedV1 } from "./webhooks/webhooks-log-sealed.v1.ts";
import type { EventContract } from "./event.ts";

/** 封存. What a service says on the bus of each head. */
export type SealedContract = EventContract<string, typeof AuditHead>;

/** 锚定. Who seals, how it says so, and who keeps the heads: never itself. */
export interface Custody {
  readonly service: string;
  readonly sealed: SealedContract;
  /** Answers `<keeper>.anchors`. */
  readonly keeper: string;
}

/** The registry keeps the heads of all the others; its own are with the appraisal office, which is another department's. */
export const custody = {
  dispatch: { service: "dispatch", sealed: AuditSealedV1, keeper: "registry" },
  enforcement: { service: "enforcement", sealed: HistoriesSealedV1, keeper: "registry" },
  intake: { service: "intake", sealed: IntakeLogSealedV1, keeper: "registry" },
  social: { service: "social", sealed: SocialLogSealedV1, keeper: "registry" },
  appraisal: { service: "appraisal", sealed: AppraisalLogSealedV1, keeper: "registry" },
  webhooks: { service: "webhooks", sealed: WebhooksLogSealedV1, keeper: "registry" },
  registry: { service: "registry", sealed: RegistryLogSealedV1, keeper: "appraisal" },
} as const satisfies Readonly<Record<string, Custody>>;

export const custodies: readonly Custody[] = Object.values(custody);

/** Whose heads a service keeps. */
export const keptBy = (keeper: string): readonly Custody[] => custodies.filter((one) => one.keeper === keeper);
