import { personalDataKeys, type Parts, type ServiceDefinition } from "@wangge/kit";
import { gridsOf, handlesOf, progressOf } from "./adapters/neighbours.ts";
import { loadCategories } from "./app/categories.ts";
import { itemRegister } from "./app/item-register.ts";
import { createLimit } from "./app/limits.ts";
import { trackingNumbers } from "./app/numbers.ts";
import { photoRegister } from "./app/photo-register.ts";
import { publishAccess, publishAs, publishReporter } from "./app/publish-as.ts";
import { photoLimit } from "./app/photos/limit.ts";
import { createVault } from "./app/vault.ts";
import type { Config } from "./config.ts";
import { accessDecider, keyDecider, reportDecider, reporterDecider } from "./domain/index.ts";
import { intakeService } from "./intake.service.ts";

const HOUR_MS = 3_600_000;

type Needed = Pick<
  Config,
  | "PERSONAL_DATA_KEYS"
  | "PERSONAL_INDEX_KEY"
  | "DATA_DIR"
  | "UNMASK_PER_HOUR"
  | "PROOF_PER_QUARTER"
  | "PHOTOS_PER_HOUR"
  | "ANONYMOUS_PHOTOS_PER_HOUR"
  | "PHOTO_FETCH_PRIVATE"
>;

export const compose = async (
  parts: Pick<Parts<Needed>, "config" | "store" | "clock" | "log" | "call" | "redis">,
): Promise<ServiceDefinition> => {
  const { config, store, clock, log, call } = parts;
  const [reading, proof] = [
    { name: "unmask", most: config.UNMASK_PER_HOUR, windowMs: HOUR_MS },
    { name: "proof", most: config.PROOF_PER_QUARTER, windowMs: HOUR_MS / 4 },
  ];
  const reports = await store.decider("reports", reportDecider, { publishAs, indexes: [["state.trackingNumber"]] });
  const accesses = await store.decider("accesses", accessDecider, {
    publishAs: publishAccess,
    indexes: [["state.reports"], ["state.kind", "state.at"]],
  });
  const vault = createVault(personalDataKeys(config));
  return intakeService({
    reports,
    keys: await store.decider("keys", keyDecider, { publishAs: () => [] }),
    reporters: await store.decider("reporters", reporterDecider, {
      publishAs: publishReporter,
      indexes: [["sealed.index.phone"]],
    }),
    accesses,
    vault,
    photos: await photoRegister({ ...parts, reports, accesses, vault }),
    limitPhotos: photoLimit(config, parts),
    limitReading: createLimit(reading, parts),
    limitProof: createLimit(proof, parts),
    categories: loadCategories(),
    gridsOf: gridsOf(call),
    progressOf: progressOf(call),
    handles: handlesOf(call),
    numberFor: trackingNumbers(store.counter("numbers")),
    register: await itemRegister({ store, clock, log }),
    clock,
  });
};
