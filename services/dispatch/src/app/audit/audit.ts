import { DomainError, givenOrKeptKey, type DeciderStore, type Log, type SigningKey } from "@wangge/kit";
import type { CaseCommand, CaseEvent, CaseState } from "../../domain/index.ts";
import { createExporter, type AuditExport } from "./exports.ts";
import { createSealer, type EpochStore, type Sealer } from "./sealer.ts";

interface KeyConfig {
  readonly AUDIT_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

export const auditKey = ({ AUDIT_KEY: given, DATA_DIR: folder }: KeyConfig): SigningKey | undefined =>
  givenOrKeptKey(given, folder, "audit-key.pem");

export interface AuditParts {
  readonly cases: DeciderStore<CaseState, CaseCommand, CaseEvent>;
  readonly epochs: EpochStore;
  readonly key: SigningKey | undefined;
  /** Absent: only when it is asked for. */
  readonly sealEveryMs: number | undefined;
  readonly log: Log;
}

/** 审计. Everything around the histories of cases: sealing them, taking them out to be checked. */
export interface Audit {
  readonly cases: AuditParts["cases"];
  readonly sealer: Sealer;
  readonly exportOf: (ids: readonly string[]) => Promise<AuditExport>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export const createAudit = ({ cases, epochs, key, sealEveryMs, log }: AuditParts): Audit => {
  const sealer = createSealer({ chain: cases.chain, epochs, key, log });
  const exporter = key && createExporter({ chain: cases.chain, sealer, kind: "dispatch.case", key });
  return {
    cases,
    sealer,
    exportOf: (ids) => {
      if (exporter === undefined)
        return Promise.reject(new DomainError("unavailable", "dispatch.audit.no_key", "This service has no key"));
      return exporter(ids);
    },
    start: () => {
      if (sealEveryMs !== undefined) sealer.start(sealEveryMs);
    },
    stop: sealer.stop,
  };
};
