/**
 * 封存. Heads of many chains under one root, signed: what one of them says cannot be rewritten without another root.
 *
 * A leaf of the tree (RFC 6962) is the canonical JSON of `hash id version`, leaves are sorted by id. The digest of a head is
 * SHA-256 of `wangge/head/1` ‖ 0 ‖ its canonical JSON, and is the `previous` of the next.
 */
import { createHash } from "node:crypto";
import { canonicalJson } from "../crypto/canonical.ts";
import { merkleTree } from "../crypto/merkle.ts";
import { isSignedBy, publicJwkOf, signJws, type SigningKey } from "../crypto/signing.ts";
import type { ChainHead } from "./port.ts";

export interface AuditHead {
  readonly epoch: number;
  readonly size: number;
  readonly root: string;
  readonly previous: string | null;
  readonly sealedAt: string;
  /** False where more had changed than one head takes. */
  readonly complete: boolean;
  /** The public key: the `x` of an Ed25519 JWK. */
  readonly key: string;
}

export interface SignedHead {
  readonly head: AuditHead;
  readonly signature: string;
}

const TYP = "wangge-audit-head+json";

const textOf = ({ epoch, size, root, previous, sealedAt, complete, key }: AuditHead): string =>
  canonicalJson({ epoch, size, root, previous, sealedAt, complete, key });

export const headDigest = (head: AuditHead): string =>
  createHash("sha256")
    .update(`wangge/head/1\0${textOf(head)}`)
    .digest("base64url");

const treeOf = (leaves: readonly ChainHead[]) =>
  merkleTree(leaves.map(({ id, version, hash }) => canonicalJson({ id, version, hash })));

export interface Sealing {
  readonly before: AuditHead | undefined;
  /** Sorted by id. */
  readonly leaves: readonly ChainHead[];
  readonly sealedAt: string;
  readonly complete: boolean;
}

export const sealHead = ({ before, leaves, sealedAt, complete }: Sealing, key: SigningKey): SignedHead => {
  const head: AuditHead = {
    epoch: (before?.epoch ?? 0) + 1,
    size: leaves.length,
    root: treeOf(leaves).root.toString("base64url"),
    previous: before === undefined ? null : headDigest(before),
    sealedAt,
    complete,
    key: key.publicJwk.x,
  };
  return { head, signature: signJws(TYP, textOf(head), key).signature };
};

/** 包含证明 of each of these leaves, by its place. */
export const inclusionIn = (leaves: readonly ChainHead[]): ((index: number) => readonly string[]) => {
  const tree = treeOf(leaves);
  return (index) => tree.proofOf(index).map((node) => node.toString("base64url"));
};

export const isHeadSigned = ({ head, signature }: SignedHead): boolean =>
  isSignedBy(TYP, textOf(head), signature, publicJwkOf(head.key));

/** What is wrong with a head, given its leaves and the head before it; nothing where it is sound. */
export const headProblem = (
  sealed: SignedHead,
  leaves: readonly ChainHead[],
  before: AuditHead | undefined,
): string | undefined => {
  const { head } = sealed;
  if (!isHeadSigned(sealed)) return "its signature does not fit";
  if (head.size !== leaves.length || treeOf(leaves).root.toString("base64url") !== head.root)
    return "its root is not that of its leaves";
  if (head.epoch !== (before?.epoch ?? 0) + 1) return "heads before it are missing";
  if (head.previous !== (before === undefined ? null : headDigest(before))) return "it does not follow the head before";
  return undefined;
};
