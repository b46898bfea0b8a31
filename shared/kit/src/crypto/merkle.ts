/**
 * Merkle trees as in RFC 6962, §2.1: a leaf is hashed after 0x00, two nodes after 0x01, so that no node passes for a leaf; the
 * left half of n leaves is the largest power of two below n.
 */
import { createHash } from "node:crypto";

const LEAF = Buffer.of(0);
const NODE = Buffer.of(1);

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const leafHash = (leaf: string): Buffer => sha256(LEAF, leaf);
const nodeHash = (left: Buffer, right: Buffer): Buffer => sha256(NODE, left, right);

/**
 * All levels from the leaves to the root; a node without a neighbour goes up as it is. That gives the same tree as the
 * recursion of the RFC: its left halves are full.
 */
const levelsOf = (leaves: readonly string[]): readonly (readonly Buffer[])[] => {
  let level: readonly Buffer[] = leaves.map(leafHash);
  const levels = [level];
  while (level.length > 1) {
    const next: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      const [left, right] = [level[at], level[at + 1]];
      if (left !== undefined) next.push(right === undefined ? left : nodeHash(left, right));
    }
    level = next;
    levels.push(level);
  }
  return levels;
};

export interface MerkleTree {
  readonly size: number;
  readonly root: Buffer;
  /** 包含证明: the neighbours from the leaf to the root. @throws RangeError for a leaf that is not there */
  readonly proofOf: (index: number) => readonly Buffer[];
}

export const merkleTree = (leaves: readonly string[]): MerkleTree => {
  const levels = levelsOf(leaves);
  return {
    size: leaves.length,
    root: levels.at(-1)?.[0] ?? sha256(),
    proofOf: (index) => {
      if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError("no such leaf");
      return levels.flatMap((level, height) => level[(index >> height) ^ 1] ?? []);
    },
  };
};

/** The root that a leaf at this place has with these neighbours; undefined where their number does not fit. */
export const rootOver = (leaf: string, index: number, size: number, proof: readonly Buffer[]): Buffer | undefined => {
  if (index < 0 || index >= size) return undefined;
  const left = [...proof];
  let node = leafHash(leaf);
  for (let at = index, last = size - 1; last > 0; at >>= 1, last >>= 1) {
    if (at === last && at % 2 === 0) continue; // without a neighbour: goes up as it is
    const neighbour = left.shift();
    if (neighbour === undefined) return undefined;
    node = at % 2 === 0 ? nodeHash(node, neighbour) : nodeHash(neighbour, node);
  }
  return left.length === 0 ? node : undefined;
};
