import type { AuditHead } from "@wangge/contracts";
import type { Decider } from "../domain.ts";

/** 锚定. A signed head of another service's histories, as it was told. */
export type AnchoredHead = Readonly<AuditHead>;

export interface AnchorState {
  readonly head?: AnchoredHead;
  readonly keptAt?: string;
  /** What was told of the same epoch afterwards, and is something else. */
  readonly contradictions: readonly AnchoredHead[];
}

export interface KeepHead {
  readonly type: "KeepHead";
  readonly data: { readonly head: AnchoredHead };
  readonly at: string;
}

export type AnchorEvent =
  | { readonly type: "HeadKept"; readonly data: { readonly head: AnchoredHead; readonly at: string } }
  | { readonly type: "HeadContradicted"; readonly data: { readonly head: AnchoredHead; readonly at: string } };

const isSame = (one: AnchoredHead, other: AnchoredHead): boolean =>
  one.signature === other.signature && one.root === other.root && one.key === other.key;

/** The first word of an epoch counts for ever; another one later is kept as evidence. */
export const anchorDecider = (keeper: string): Decider<AnchorState, KeepHead, AnchorEvent> => ({
  name: `${keeper}.anchor`,
  initial: { contradictions: [] },
  decide: ({ data: { head }, at }, state) => {
    if (state.head === undefined) return [{ type: "HeadKept", data: { head, at } }];
    if ([state.head, ...state.contradictions].some((known) => isSame(known, head))) return [];
    return [{ type: "HeadContradicted", data: { head, at } }];
  },
  evolve: (state, { type, data: { head, at } }) =>
    type === "HeadKept"
      ? { ...state, head, keptAt: at }
      : { ...state, contradictions: [...state.contradictions, head] },
});
