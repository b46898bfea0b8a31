/** 关注: dossiers that a signed-in citizen has once shown the code of. */
import type { Decider } from "@wangge/kit/domain";

export interface FollowState {
  readonly dossiers: readonly string[];
}
export interface FollowDossier {
  readonly type: "FollowDossier";
  readonly dossierId: string;
  readonly at: string;
}
export interface DossierFollowed {
  readonly type: "DossierFollowed";
  readonly data: { readonly dossierId: string; readonly at: string };
}

export const followDecider: Decider<FollowState, FollowDossier, DossierFollowed> = {
  name: "enforcement.partyFollow",
  initial: { dossiers: [] },
  decide: ({ dossierId, at }, { dossiers }) =>
    dossiers.includes(dossierId) ? [] : [{ type: "DossierFollowed", data: { dossierId, at } }],
  evolve: ({ dossiers }, { data }) => ({ dossiers: [...dossiers, data.dossierId] }),
};
