/**
 * 违法行为登记. One act, whatever dossiers are about it: who filed first goes on, and it is fined once. A designation moves it; what is
 * decided stays where it is.
 */
import type { Decider } from "@wangge/kit/domain";
import { reject } from "@wangge/kit/errors";

export interface ActClaim {
  readonly dossierId: string;
  readonly body: string;
  readonly at: string;
}

export interface ActState {
  /** In the order in which they filed; the first one has it. */
  readonly claims: readonly ActClaim[];
  readonly holder?: string | undefined;
  /** 指定管辖: nobody else's dossier of it goes on. */
  readonly designated?: string | undefined;
  /** The dossier that decided a fine. */
  readonly finedIn?: string | undefined;
}

export type ActCommand =
  | ({ readonly type: "ClaimAct" } & ActClaim)
  /** 指定管辖: the dossier of this body goes on. */
  | { readonly type: "DesignateAct"; readonly body: string; readonly at: string }
  /** It ended without a fine, or went to another body. */
  | { readonly type: "LeaveAct"; readonly dossierId: string; readonly at: string }
  | { readonly type: "FineAct"; readonly dossierId: string; readonly at: string }
  | { readonly type: "UnfineAct"; readonly dossierId: string; readonly at: string };

export type ActEvent =
  | { readonly type: "ActClaimed"; readonly data: ActClaim }
  | { readonly type: "ActDesignated"; readonly data: { readonly body: string; readonly at: string } }
  | { readonly type: "ActLeft"; readonly data: { readonly dossierId: string; readonly at: string } }
  | { readonly type: "ActFined"; readonly data: { readonly dossierId: string; readonly at: string } }
  | { readonly type: "ActUnfined"; readonly data: { readonly dossierId: string; readonly at: string } };

const decide = (command: ActCommand, state: ActState): readonly ActEvent[] => {
  switch (command.type) {
    case "ClaimAct": {
      const { type: _type, ...claim } = command;
      if (state.claims.some(({ dossierId }) => dossierId === claim.dossierId)) return [];
      return [{ type: "ActClaimed", data: claim }];
    }
    case "DesignateAct": {
      const { body, at } = command;
      if (state.finedIn !== undefined)
        throw reject("enforcement.act.fined_already", "It was fined: there is nothing left to designate", {
          dossier: state.finedIn,
        });
      return state.designated === body ? [] : [{ type: "ActDesignated", data: { body, at } }];
    }
    case "LeaveAct": {
      const { dossierId, at } = command;
      return state.claims.some((claim) => claim.dossierId === dossierId) && state.finedIn !== dossierId
        ? [{ type: "ActLeft", data: { dossierId, at } }]
        : [];
    }
    case "FineAct": {
      const { dossierId, at } = command;
      if (state.finedIn === dossierId) return [];
      if (state.finedIn !== undefined)
        throw reject("enforcement.dossier.fined_already", "This act was fined already", { dossier: state.finedIn });
      if (state.holder !== dossierId)
        throw reject("enforcement.dossier.filed_elsewhere", "Another body filed first", { holder: state.holder });
      return [{ type: "ActFined", data: { dossierId, at } }];
    }
    case "UnfineAct": {
      const { dossierId, at } = command;
      return state.finedIn === dossierId ? [{ type: "ActUnfined", data: { dossierId, at } }] : [];
    }
  }
};

/** Who has it: of those that may, the first to file. */
const withHolder = ({ holder: _before, ...state }: ActState): ActState => {
  const may = state.claims.filter(({ body }) => state.designated === undefined || body === state.designated);
  const holder = may[0]?.dossierId;
  return holder === undefined ? state : { ...state, holder };
};

const evolve = (state: ActState, event: ActEvent): ActState => {
  switch (event.type) {
    case "ActClaimed":
      return withHolder({ ...state, claims: [...state.claims, event.data] });
    case "ActDesignated":
      return withHolder({ ...state, designated: event.data.body });
    case "ActLeft": {
      const { dossierId: gone } = event.data;
      return withHolder({ ...state, claims: state.claims.filter(({ dossierId }) => dossierId !== gone) });
    }
    case "ActFined":
      return { ...state, finedIn: event.data.dossierId };
    case "ActUnfined": {
      const { finedIn: _finedIn, ...rest } = state;
      return rest;
    }
  }
};

/** 违法行为: what the dossiers about one act have to agree on. */
export const actDecider: Decider<ActState, ActCommand, ActEvent> = {
  name: "enforcement.act",
  initial: { claims: [] },
  decide,
  evolve,
};
