import type { CallContext, Clock } from "@wangge/kit";
import type { OcdsPublisher, ServiceClasses } from "../../app/purchases/data.ts";
import type { KnownPurchase, Maker, PurchaseDesk } from "../../app/purchases/desk.ts";
import { mustKnow, viewOf, type PurchaseView } from "./view.ts";

export interface PurchaseActionDeps {
  readonly desk: PurchaseDesk;
  readonly clock: Clock;
  readonly classes: ServiceClasses;
  readonly publisherAt: (at: string) => OcdsPublisher;
}

export const shown = (
  { desk }: Pick<PurchaseActionDeps, "desk">,
  found: KnownPurchase,
  { actor }: Pick<CallContext, "actor">,
): PurchaseView => {
  const own = actor?.organization === undefined ? undefined : desk.ownOffer(found, actor.organization);
  return viewOf(found, actor, own);
};

/** Asks for something of a purchase that the caller may know, and shows what came of it. */
export const asking =
  ({ desk }: Pick<PurchaseActionDeps, "desk">) =>
  async (purchaseId: string, make: Maker, context: CallContext): Promise<PurchaseView> => {
    const known: Maker = (found, by, at) => {
      mustKnow(found, context.actor);
      return make(found, by, at);
    };
    return shown({ desk }, await desk.say(purchaseId, known, context), context);
  };
