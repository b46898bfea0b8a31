import fc from "fast-check";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { merkleTree, rootOver } from "../src/index.ts";

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer =>
  createHash("sha256")
    .update(Buffer.concat(parts.map((part) => Buffer.from(part as string))))
    .digest();

/** RFC 6962, §2.1, word for word. */
const rootOf = (leaves: readonly string[]): Buffer => {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return sha256(Buffer.of(0), leaves[0] ?? "");
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return sha256(Buffer.of(1), rootOf(leaves.slice(0, half)), rootOf(leaves.slice(half)));
};

/** RFC 6962, §2.1.1, word for word. */
const pathOf = (index: number, leaves: readonly string[]): Buffer[] => {
  if (leaves.length <= 1) return [];
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return index < half
    ? [...pathOf(index, leaves.slice(0, half)), rootOf(leaves.slice(half))]
    : [...pathOf(index - half, leaves.slice(half)), rootOf(leaves.slice(0, half))];
};

const anyLeaves = fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 70, size: "max" });

describe("a Merkle tree", () => {
  it("has the root and the proofs of RFC 6962, for every size and every leaf", () => {
    for (let size = 0; size <= 70; size += 1) {
      const leaves = Array.from({ length: size }, (_, nth) => `leaf ${nth}`);
      const tree = merkleTree(leaves);
      expect(tree.root).toEqual(rootOf(leaves));
      for (const index of leaves.keys()) expect(tree.proofOf(index)).toEqual(pathOf(index, leaves));
      expect(() => tree.proofOf(size)).toThrow(RangeError);
    }
  });

  it("has the roots that the RFC's reference implementation gives", () => {
    // certificate-transparency/python/ct/crypto/merkle_test.py: the empty tree and the tree of one empty leaf.
    expect(merkleTree([]).root.toString("hex")).toBe(
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    );
    expect(merkleTree([""]).root.toString("hex")).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
  });

  it("proves each leaf at its place, and nothing else anywhere", () => {
    fc.assert(
      fc.property(anyLeaves, fc.nat(), fc.nat(), fc.string({ maxLength: 8 }), (leaves, one, other, text) => {
        const tree = merkleTree(leaves);
        const index = one % leaves.length;
        const leaf = leaves[index] ?? "";
        const proof = tree.proofOf(index);
        expect(rootOver(leaf, index, leaves.length, proof)).toEqual(tree.root);
        if (text !== leaf) expect(rootOver(text, index, leaves.length, proof)).not.toEqual(tree.root);
        const elsewhere = other % leaves.length;
        if (leaves[elsewhere] !== leaf) expect(rootOver(leaf, elsewhere, leaves.length, proof)).not.toEqual(tree.root);
        expect(rootOver(leaf, index, leaves.length, [...proof, tree.root])).toBeUndefined();
        if (proof.length > 0) expect(rootOver(leaf, index, leaves.length, proof.slice(1))).not.toEqual(tree.root);
      }),
      { numRuns: 300 },
    );
  });
});
