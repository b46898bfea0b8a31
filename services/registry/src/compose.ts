import type { BaseConfig, Parts, ServiceDefinition } from "@wangge/kit";
import { fillRegister } from "./app/fill.ts";
import { publishAs } from "./app/publish-as.ts";
import { staffingDecider } from "./domain/index.ts";
import { archiveOn } from "./models/archive.ts";
import { registryService } from "./registry.service.ts";
import { chenghuaDivision, chenghuaValidFrom } from "./seed.ts";

export const compose = async ({
  store,
  clock,
  log,
}: Pick<Parts<BaseConfig>, "store" | "clock" | "log">): Promise<ServiceDefinition> => {
  const staffing = await store.decider("staffing", staffingDecider, { publishAs });
  const archive = await archiveOn(await store.mongoose());
  return registryService({
    staffing,
    clock,
    openRegister: async () => {
      const { now } = clock;
      await fillRegister({
        archive,
        staffing,
        division: () => chenghuaDivision(),
        validFrom: chenghuaValidFrom,
        now,
        log,
      });
      return archive.read();
    },
  });
};
