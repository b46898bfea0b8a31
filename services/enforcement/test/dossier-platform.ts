/** The dossier slice on the memory platform, with people whom the registers know. */
import { createSecretKey, randomBytes } from "node:crypto";
import { defineManifest } from "@wangge/contracts";
import * as events from "@wangge/contracts/events";
import { defineService, type Role } from "@wangge/kit";
import { memoryPlatform, type MemoryPlatform } from "@wangge/kit/testing";
import { createDossiers } from "../src/app/dossier/dossiers.ts";
import type { Registers } from "../src/app/dossier/registers.ts";
import { BODY, competent, norm } from "./dossier-builders.ts";

const manifest = defineManifest({
  name: "enforcement",
  publishes: [
    events.DossierFiledV1,
    events.DossierDecidedV1,
    events.DossierDeliveredV1,
    events.DossierClosedV1,
    events.DossierWithdrawnV1,
    events.DossierTransferredV1,
    events.DossierReturnedV1,
    events.DossierDeadlineMissedV1,
    events.DecisionPublishedV1,
    events.DecisionPublicityWithdrawnV1,
  ],
  subscribes: [],
  calls: [],
});

/** Accounts that begin with `x` have lost their certificates. */
const registers: Registers = {
  competence: (account, item, step, area, on) =>
    Promise.resolve(
      account.startsWith("x")
        ? { ok: false, reasons: ["certificate_expired"] }
        : competent(account, step, on, { area, item: `${item}@1`, ...bodyOf(account) }),
    ),
  itemOn: (item) =>
    Promise.resolve(item === "power-9999" ? undefined : { version: `${item}@1`, decidingBody: BODY, norms: [norm] }),
};

/** `fire:acc-1` is of the fire brigade, which decides of its own items. */
const bodyOf = (account: string) => {
  const [body, rest] = account.split(":");
  return rest === undefined || body === undefined ? {} : { body, decidingBody: body };
};

export interface Office {
  readonly platform: MemoryPlatform;
  readonly ask: (
    account: string,
    role: Role,
    action: string,
    input: unknown,
    more?: { readonly idempotencyKey?: string; readonly department?: string },
  ) => Promise<Record<string, unknown>>;
  readonly wake: () => Promise<number>;
}

export const office = async (at: string, decidingBodyOf: (item: string) => string = () => BODY): Promise<Office> => {
  const key = () => createSecretKey(randomBytes(32));
  const keys = { master: { current: "1", keys: new Map([["1", key()]]) }, index: key() };
  let wake: () => Promise<number> = () => Promise.resolve(0);
  const platform = await memoryPlatform({
    manifests: [manifest],
    at,
    config: { SWEEP_MS: 3_600_000 },
    compose: async (parts) => {
      const own: Registers = {
        ...registers,
        itemOn: async (item, on) => {
          const found = await registers.itemOn(item, on);
          return found && { ...found, decidingBody: decidingBodyOf(item) };
        },
      };
      const slice = await createDossiers({
        ...parts,
        registers: own,
        keys,
        origins: { check: () => Promise.resolve() },
      });
      wake = slice.wake;
      return defineService({ manifest, actions: slice.actions, subscriptions: slice.subscriptions });
    },
  });
  return {
    platform,
    ask: async (account, role, action, input, { idempotencyKey, department = BODY } = {}) =>
      (await platform.call(action, input, {
        actor: { id: account, roles: [role], department },
        ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
      })) as Record<string, unknown>,
    wake: () => wake(),
  };
};
