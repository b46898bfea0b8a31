import { personalDataKeys, type Parts, type ServiceDefinition } from "@wangge/kit";
import { gridsOf, handlesOf, progressOf, registryLease } from "./adapters/neighbours.ts";
import { loadCategories } from "./app/categories.ts";
import { itemRegister } from "./app/item-register.ts";
import { createLimit } from "./app/limits.ts";
import { trackingNumbers } from "./app/numbers.ts";
import { publishAccess, publishAs, publishReporter } from "./app/publish-as.ts";
import { textHelp } from "./app/text-help.ts";
import { createVault } from "./app/vault.ts";
import type { Config } from "./config.ts";
import { accessDecider, keyDecider, reportDecider, reporterDecider } from "./domain/index.ts";
import { intakeService } from "./intake.service.ts";

const HOUR_MS = 3_600_000;

type Needed = Pick<
  Config,
  "PERSONAL_DATA_KEYS" | "PERSONAL_INDEX_KEY" | "DATA_DIR" | "UNMASK_PER_HOUR" | "PROOF_PER_QUARTER"
>;

export const compose = async (
  parts: Pick<Parts<Needed>, "config" | "store" | "clock" | "log" | "call" | "redis">,
): Promise<ServiceDefinition> => {
  const { config, store, clock, log, call } = parts;
  const lease = registryLease(call);
  const [reading, proof] = [
    { name: "unmask", most: config.UNMASK_PER_HOUR, windowMs: HOUR_MS },
    { name: "proof", most: config.PROOF_PER_QUARTER, windowMs: HOUR_MS / 4 },
  ];
  return intakeService({
    reports: await store.decider("reports", reportDecider, { publishAs, indexes: [["state.trackingNumber"]] }),
    keys: await store.decider("keys", keyDecider, { publishAs: () => [] }),
    reporters: await store.decider("reporters", reporterDecider, {
      publishAs: publishReporter,
      indexes: [["sealed.index.phone"]],
    }),
    accesses: await store.decider("accesses", accessDecider, {
      publishAs: publishAccess,
      indexes: [["state.reports"]],
    }),
    vault: createVault(personalDataKeys(config)),
    limitReading: createLimit(reading, parts),
    limitProof: createLimit(proof, parts),
    categories: loadCategories(),
    gridsOf: gridsOf(call, lease),
    ...textHelp(call, lease),
    progressOf: progressOf(call),
    handles: handlesOf(call),
    numberFor: trackingNumbers(store.counter("numbers")),
    register: await itemRegister({ store, clock, log }),
    clock,
  });
};
