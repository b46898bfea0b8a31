import type { BaseConfig, Parts, ServiceDefinition } from "@wangge/kit";
import { gridsOf, progressOf } from "./adapters/neighbours.ts";
import { loadCategories } from "./app/categories.ts";
import { trackingNumbers } from "./app/numbers.ts";
import { publishAs } from "./app/publish-as.ts";
import { keyDecider, reportDecider } from "./domain/index.ts";
import { intakeService } from "./intake.service.ts";

export const compose = async ({
  store,
  clock,
  call,
}: Pick<Parts<BaseConfig>, "store" | "clock" | "call">): Promise<ServiceDefinition> =>
  intakeService({
    reports: await store.decider("reports", reportDecider, { publishAs, indexes: [["state.trackingNumber"]] }),
    keys: await store.decider("keys", keyDecider, { publishAs: () => [] }),
    categories: loadCategories(),
    gridsOf: gridsOf(call),
    progressOf: progressOf(call),
    numberFor: trackingNumbers(store.counter("numbers")),
    clock,
  });
