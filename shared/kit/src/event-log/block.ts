/**
 * 事件日志. What a service has published, as a chain of blocks over its stream: each covers the events from one place to another under a Merkle
 * root (RFC 6962), and names the digest of the block before. A leaf is the canonical JSON of `digest id sequence subject`, `digest` being SHA-256 of
 * the text of the event; the digest of a block is SHA-256 of `wangge/block/1` ‖ 0 ‖ its canonical JSON. Both in base64url.
 */
import { createHash } from "node:crypto";
import type { StreamMessage } from "../bus/port.ts";
import { canonicalJson } from "../crypto/canonical.ts";
import { merkleTree, type MerkleTree } from "../crypto/merkle.ts";
import type { Decider } from "../domain.ts";

export interface Block {
  readonly number: number;
  readonly stream: string;
  readonly first: number;
  readonly last: number;
  /** `last - first + 1`, unless something is missing on the stream. */
  readonly count: number;
  readonly root: string;
  /** The digest of the block before; null for the first. */
  readonly previous: string | null;
}

export interface LogBlock {
  readonly type: "LogBlock";
  readonly data: Block;
}
export interface BlockLogged {
  readonly type: "BlockLogged";
  readonly data: Block;
}
export interface BlockState {
  readonly block?: Block;
}

/** In the order of their numbers. */
export const blockId = (number: number): string => `block-${String(number).padStart(12, "0")}`;

export const blockDigest = (block: Block): string =>
  createHash("sha256")
    .update(`wangge/block/1\0${canonicalJson(block)}`)
    .digest("base64url");

export const leafOf = ({
  sequence,
  id,
  subject,
  text,
}: Pick<StreamMessage, "sequence" | "id" | "subject" | "text">): string =>
  canonicalJson({ sequence, id, subject, digest: createHash("sha256").update(text).digest("base64url") });

export const treeOver = (messages: readonly StreamMessage[]): MerkleTree => merkleTree(messages.map(leafOf));

/** A block is logged once: of two replicas the second has nothing to say. */
export const blockDecider = (service: string): Decider<BlockState, LogBlock, BlockLogged> => ({
  name: `${service}.event-log`,
  initial: {},
  decide: ({ data }, { block }) => (block === undefined ? [{ type: "BlockLogged", data }] : []),
  evolve: (_state, { data }) => ({ block: data }),
});

export const EVENT_LOG = "event-log";
