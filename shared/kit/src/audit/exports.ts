import { canonicalJson } from "../crypto/canonical.ts";
import { signJws, type PublicJwk, type SigningKey } from "../crypto/signing.ts";
import { exportedEntries, type ExportedEntry } from "../store/chain.ts";
import { inclusionIn, type SignedHead } from "../store/heads.ts";
import type { ChainRecord } from "../store/port.ts";
import type { SealedHistory } from "./epoch.ts";
import { isOf, type Chained, type HistorySealer } from "./sealer.ts";

/** A case, a dossier, an officer: one history. */
export interface ExportedCase {
  readonly id: string;
  readonly entries: readonly ExportedEntry[];
  /** 包含证明: under which head the history stood, and how far it went. */
  readonly proofs: readonly {
    readonly epoch: number;
    readonly version: number;
    readonly index: number;
    readonly path: readonly string[];
  }[];
}

/** 审计导出: all that an auditor needs to check the histories without this system, but the anchors: those come from who keeps them. */
export interface AuditExport {
  readonly format: "wangge.audit-export.v1";
  readonly kind: string;
  readonly exportedAt: string;
  readonly key: PublicJwk;
  readonly heads: readonly SignedHead[];
  readonly cases: readonly ExportedCase[];
  /** JWS (EdDSA, typ `wangge-audit-export+json`) over the canonical JSON of all the rest: nothing was left out on the way. */
  readonly signature: string;
}

export interface ExporterParts {
  readonly sealer: Pick<HistorySealer, "seal" | "casesOf" | "headOf">;
  readonly key: SigningKey;
  readonly now?: () => number;
}

/** Epochs whose trees are kept at hand: neighbours in a page were mostly sealed together. */
const KEPT = 8;
/** A history that goes on just now is sealed once more, this often. */
const AGAIN = 2;

interface Epoch {
  readonly sealed: SignedHead;
  readonly cases: readonly SealedHistory[];
  readonly proofOf: (index: number) => readonly string[];
}

export const createExporter = ({ sealer, key, now = Date.now }: ExporterParts) => {
  const kept = new Map<number, Promise<Epoch | undefined>>();
  const load = async (epoch: number): Promise<Epoch | undefined> => {
    const [sealed, cases] = await Promise.all([sealer.headOf(epoch), sealer.casesOf(epoch)]);
    return sealed && { sealed, cases, proofOf: inclusionIn(cases) };
  };
  const epochOf = (epoch: number): Promise<Epoch | undefined> => {
    const known = kept.get(epoch) ?? load(epoch);
    kept.delete(epoch);
    kept.set(epoch, known);
    known.catch(() => kept.delete(epoch));
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return known;
  };

  const isOpen = ({ version, seals }: ChainRecord<unknown>): boolean => seals.at(-1)?.version !== version;

  const recordsOf = async (
    chain: Chained["chain"],
    ids: readonly string[],
  ): Promise<readonly ChainRecord<unknown>[]> => {
    await sealer.seal();
    let records = await chain.records(ids);
    for (let again = 0; again < AGAIN && records.some(isOpen); again += 1) {
      await sealer.seal();
      records = await chain.records(ids);
    }
    return [...records].sort((one, other) => (one.id < other.id ? -1 : 1));
  };

  return async (collection: string, { kind, chain }: Chained, ids: readonly string[]): Promise<AuditExport> => {
    const heads = new Map<number, SignedHead>();
    const proofsOf = async ({ id, seals }: ChainRecord<unknown>): Promise<ExportedCase["proofs"]> => {
      const proofs: ExportedCase["proofs"][number][] = [];
      for (const { epoch } of seals) {
        const found = await epochOf(epoch);
        const index = found?.cases.findIndex((one) => isOf(collection, id, one)) ?? -1;
        const version = found?.cases[index]?.version;
        // A note of an epoch that does not know the history is left out: what it would prove is not there.
        if (found === undefined || version === undefined) continue;
        heads.set(epoch, found.sealed);
        proofs.push({ epoch, version, index, path: found.proofOf(index) });
      }
      return proofs;
    };
    const cases: ExportedCase[] = [];
    for (const record of await recordsOf(chain, ids))
      cases.push({ id: record.id, entries: exportedEntries(record.history), proofs: await proofsOf(record) });
    // With the head before each, to show that they follow one another.
    for (const epoch of [...heads.keys()]) {
      const before = epoch === 1 || heads.has(epoch - 1) ? undefined : await sealer.headOf(epoch - 1);
      if (before !== undefined) heads.set(epoch - 1, before);
    }
    const body = {
      format: "wangge.audit-export.v1" as const,
      kind,
      exportedAt: new Date(now()).toISOString(),
      key: key.publicJwk,
      heads: [...heads.values()].sort((one, other) => one.head.epoch - other.head.epoch),
      cases,
    };
    return { ...body, signature: signJws("wangge-audit-export+json", canonicalJson(body), key).signature };
  };
};
