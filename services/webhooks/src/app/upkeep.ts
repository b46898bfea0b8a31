import { pagesOf, type Clock } from "@wangge/kit";
import { isGranted, type DeliveryRules } from "../domain/index.ts";
import type { GrantOf } from "./grants.ts";
import { isKnown, LISTENING, type Deliveries, type Endpoints } from "./stores.ts";

export interface UpkeepParts {
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly grantOf: GrantOf;
  readonly rulesAt: (at: string) => DeliveryRules;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;

export const createUpkeep = ({ endpoints, deliveries, grantOf, rulesAt, clock }: UpkeepParts) => ({
  /** 授权核对: who was let in for what is not granted any more gets nothing more. */
  checkGrants: async (): Promise<void> => {
    for await (const page of pagesOf(endpoints, LISTENING))
      for (const { id, state } of page.filter(isKnown))
        if (!isGranted(state, grantOf(state.integrator)))
          await endpoints.handle(id, { type: "DisableEndpoint", because: "notGranted", at: clock.now() });
  },

  /** What waits for an endpoint that is gone for good will never be sent. */
  giveUpDeleted: async (): Promise<void> => {
    for await (const page of pagesOf(endpoints, { "state.status": "deleted" }))
      for (const { id } of page)
        for await (const waiting of pagesOf(deliveries, { "state.endpoint": id, "state.status": "open" })) {
          const command = { type: "GiveUp", cause: "endpointDeleted", at: clock.now() } as const;
          await deliveries.handleMany(waiting.map((one) => ({ id: one.id, command })));
        }
  },

  /** 保存期限: what has been over for so long goes. */
  forgetOld: async (): Promise<number> => {
    const { keptDays } = rulesAt(clock.now());
    const before = new Date(clock.ms() - keptDays * DAY_MS).toISOString();
    return deliveries.forget({ "state.finishedAt": { lt: before } });
  },
});
