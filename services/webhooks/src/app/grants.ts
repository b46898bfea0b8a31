import type { Clock, Grants } from "@wangge/kit";
import type { Grant } from "../domain/index.ts";

export type GrantOf = (integrator: string) => Grant | undefined;

/** What may be sent to whom today. */
export interface PushGrants {
  readonly all: () => readonly Grant[];
  readonly of: GrantOf;
}

/** What the district's file grants to accounts; as provisioning has written it, nothing without it. */
export const pushGrants = (grants: (() => Grants) | undefined, clock: Pick<Clock, "now">): PushGrants => {
  const all = (): readonly Grant[] => {
    const today = clock.now().slice(0, 10);
    const inForce = (grants?.().webhooks ?? []).filter(({ until }) => until >= today);
    return inForce.map(({ account, events, keys }) => ({ integrator: account, events, keys }));
  };
  return { all, of: (account) => all().find(({ integrator }) => integrator === account) };
};
