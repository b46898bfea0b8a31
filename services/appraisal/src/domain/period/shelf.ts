import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

/** The public part of the key that signed, as others check it. */
export interface SignerKey {
  readonly kty: "OKP";
  readonly crv: "Ed25519";
  readonly x: string;
  readonly alg: "EdDSA";
  readonly use: "sig";
  readonly kid: string;
}

/** A snapshot in the order of its scorecard: each names the one before it. */
export interface Placed {
  readonly appraisalId: string;
  readonly edition: number;
  readonly snapshot: string;
  readonly previous?: string | undefined;
  /** Over the text of the snapshot, by the key that signed then. */
  readonly signature: string;
  readonly key: SignerKey;
  readonly at: string;
}

/** 公布链: all that was published of one scorecard. */
export interface ShelfState {
  readonly placed: readonly Placed[];
}

export interface Place extends Placed {
  readonly type: "Place";
}
export interface SnapshotPlaced extends Placed {
  readonly type: "SnapshotPlaced";
}

/** @throws DomainError `appraisal.shelf.moved_on` where another snapshot came before: it has to name that one */
export const shelfDecider: Decider<ShelfState, Place, SnapshotPlaced> = {
  name: "shelf",
  initial: { placed: [] },
  decide: ({ type: _type, ...wanted }, { placed }) => {
    if (placed.some(({ appraisalId, edition }) => appraisalId === wanted.appraisalId && edition === wanted.edition))
      return [];
    if (placed.at(-1)?.snapshot !== wanted.previous)
      throw reject("appraisal.shelf.moved_on", "Another snapshot was published meanwhile");
    return [{ type: "SnapshotPlaced", ...wanted }];
  },
  evolve: ({ placed }, { type: _type, ...one }) => ({ placed: [...placed, one] }),
};
