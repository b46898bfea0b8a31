import type { Custody } from "@wangge/contracts";
import { z } from "zod";
import { givenOrKeptKey, type SigningKey } from "../crypto/signing.ts";
import { DomainError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { StoreFactory } from "../service/runner.ts";
import { aggregateKind, type AggregateKind } from "../store/aggregate.ts";
import type { PublicEvent } from "../store/port.ts";
import { epochDecider, type EpochSealed } from "./epoch.ts";
import { createExporter, type AuditExport } from "./exports.ts";
import { createSealer, noKey, type Chained, type Chains, type HistorySealer } from "./sealer.ts";

export const auditConfig = {
  AUDIT_KEY: z
    .string()
    .optional()
    .describe("signs the audit trail: an Ed25519 key, PKCS #8 in PEM or a JWK; AUDIT_KEY_FILE for a mounted secret"),
  /** How often what changed is sealed. */
  AUDIT_SEAL_MS: z.coerce.number().int().min(1_000).default(600_000),
} as const;

export interface AuditKeyConfig {
  readonly AUDIT_KEY?: string | undefined;
  readonly DATA_DIR?: string | undefined;
}

/** The key that is given, or on one machine one that is made once and kept; undefined where there is neither. */
export const auditKey = ({ AUDIT_KEY: given, DATA_DIR: folder }: AuditKeyConfig): SigningKey | undefined =>
  givenOrKeptKey(given, folder, "audit-key.pem");

/** The head goes out; which histories it covers stays here. */
const publishHeadAs =
  ({ sealed: contract }: Custody) =>
  ({ data: { head, signature } }: EpochSealed): readonly PublicEvent[] => [{ contract, data: { ...head, signature } }];

export const auditAggregate = (custody: Custody): AggregateKind =>
  aggregateKind(custody.service, "audit", epochDecider(custody.service), publishHeadAs(custody));

/** A store that notes which of its collections are chained, so that none is left out of the sealing. */
export const notingChains = (store: StoreFactory): { readonly store: StoreFactory; readonly chains: Chains } => {
  const chains = new Map<string, Chained>();
  return {
    chains,
    store: {
      ...store,
      decider: async (collection, decider, options) => {
        const made = await store.decider(collection, decider, options);
        if (options.chained !== undefined && options.chained !== false)
          chains.set(collection, { kind: decider.name, chain: made.chain, find: made.find });
        return made;
      },
    },
  };
};

export interface AuditParts {
  readonly custody: Custody;
  readonly store: Pick<StoreFactory, "decider">;
  readonly chains: Chains;
  readonly key: SigningKey | undefined;
  /** Absent: only when it is asked for. */
  readonly sealEveryMs: number | undefined;
  readonly log: Log;
}

/** 审计. Everything around the histories of a service: sealing them, taking them out to be checked. */
export interface Audit {
  readonly sealer: HistorySealer;
  /** @throws DomainError `<service>.audit.no_such_kind` */
  readonly chained: (collection: string) => Chained;
  /** @throws DomainError `<service>.audit.no_key`, `<service>.audit.no_such_kind` */
  readonly exportOf: (collection: string, ids: readonly string[]) => Promise<AuditExport>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export const createAudit = async (parts: AuditParts): Promise<Audit> => {
  const { custody, store, chains, key, sealEveryMs, log } = parts;
  const { service } = custody;
  const epochs = await store.decider("audit", epochDecider(service), { publishAs: publishHeadAs(custody) });
  const sealer = createSealer({ service, chains, epochs, key, log });
  const exporter = key && createExporter({ sealer, key });
  const chained: Audit["chained"] = (collection) => {
    const found = chains.get(collection);
    if (found === undefined)
      throw new DomainError("missing", `${service}.audit.no_such_kind`, "There are no such histories", { collection });
    return found;
  };
  return {
    sealer,
    chained,
    exportOf: async (collection, ids) => {
      if (exporter === undefined) throw noKey(service);
      return exporter(collection, chained(collection), ids);
    },
    start: () => {
      if (sealEveryMs !== undefined) sealer.start(sealEveryMs);
    },
    stop: sealer.stop,
  };
};
