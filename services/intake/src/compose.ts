import type { BaseConfig, Parts, ServiceDefinition } from "@wangge/kit";
import { gridsOf, progressOf } from "./adapters/neighbours.ts";
import { loadCategories } from "./app/categories.ts";
import { itemRegister } from "./app/item-register.ts";
import { trackingNumbers } from "./app/numbers.ts";
import { publishAs } from "./app/publish-as.ts";
import { keyDecider, reportDecider } from "./domain/index.ts";
import { intakeService } from "./intake.service.ts";

export const compose = async ({
  store,
  clock,
  log,
  call,
}: Pick<Parts<BaseConfig>, "store" | "clock" | "log" | "call">): Promise<ServiceDefinition> =>
  intakeService({
    reports: await store.decider("reports", reportDecider, { publishAs, indexes: [["state.trackingNumber"]] }),
    keys: await store.decider("keys", keyDecider, { publishAs: () => [] }),
    categories: loadCategories(),
    gridsOf: gridsOf(call),
    progressOf: progressOf(call),
    numberFor: trackingNumbers(store.counter("numbers")),
    register: await itemRegister({ store, clock, log }),
    clock,
  });
