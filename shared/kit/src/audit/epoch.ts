import type { Decider } from "../domain.ts";
import type { AuditHead, SignedHead } from "../store/heads.ts";
import type { ChainHead } from "../store/port.ts";

/** How far a history went, and the hash of its last entry. */
export interface SealedHistory extends ChainHead {
  /** Where it lies; absent in a service that has histories in one collection only. */
  readonly collection?: string;
}

/** One epoch; it is sealed once. */
export interface EpochState {
  readonly head?: AuditHead;
  readonly signature?: string;
}

export interface SealEpoch {
  readonly type: "SealEpoch";
  readonly data: SignedHead & { readonly cases: readonly SealedHistory[] };
}

/** 封存. The signed root over the histories that changed since the last one. */
export interface EpochSealed {
  readonly type: "EpochSealed";
  readonly data: SealEpoch["data"];
}

/** Whoever comes second finds the epoch sealed, and has nothing to say. */
export const epochDecider = (service: string): Decider<EpochState, SealEpoch, EpochSealed> => ({
  name: `${service}.audit`,
  initial: {},
  decide: ({ data }, state) => (state.head === undefined ? [{ type: "EpochSealed", data }] : []),
  evolve: (_state, { data: { head, signature } }) => ({ head, signature }),
});
