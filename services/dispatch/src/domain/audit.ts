import type { Decider } from "@wangge/kit/domain";

/** 封存. The signed root over the case histories that changed since the last one. */
export interface Head {
  readonly epoch: number;
  readonly size: number;
  readonly root: string;
  readonly previous: string | null;
  readonly sealedAt: string;
  readonly complete: boolean;
  readonly key: string;
}

/** How far a case's history went, and the hash of its last entry. */
export interface SealedCase {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
}

/** One epoch; it is sealed once. */
export interface EpochState {
  readonly head?: Head;
  readonly signature?: string;
}

export interface SealEpoch {
  readonly type: "SealEpoch";
  readonly data: { readonly head: Head; readonly signature: string; readonly cases: readonly SealedCase[] };
}

export interface EpochSealed {
  readonly type: "EpochSealed";
  readonly data: SealEpoch["data"];
}

/** Whoever comes second finds the epoch sealed, and has nothing to say. */
export const epochDecider: Decider<EpochState, SealEpoch, EpochSealed> = {
  name: "dispatch.audit",
  initial: {},
  decide: ({ data }, state) => (state.head === undefined ? [{ type: "EpochSealed", data }] : []),
  evolve: (_state, { data: { head, signature } }) => ({ head, signature }),
};
