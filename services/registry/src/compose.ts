import type { Parts, ServiceDefinition } from "@wangge/kit";
import { coverageKey } from "./app/coverage-key.ts";
import { groundProblems } from "./app/ground.ts";
import type { ImportStore } from "./app/import/job.ts";
import { createImports } from "./app/import/imports.ts";
import { journalOn, type AssertionStore } from "./app/journal.ts";
import { publishChange, publishStaffing, publishTelling } from "./app/publish-as.ts";
import { createRegistrar } from "./app/registrar.ts";
import { createTeller, type ToldMark } from "./app/teller.ts";
import type { Config } from "./config.ts";
import {
  anchorDecider,
  changeDecider,
  furnish,
  placesByDay,
  Register,
  staffingDecider,
  tellingDecider,
  type Division,
} from "./domain/index.ts";
import { assertionsOn } from "./models/assertions.ts";
import { importsOn } from "./models/imports.ts";
import { toldMarkOn } from "./models/told.ts";
import { registryService } from "./registry.service.ts";
import { chenghuaDivision, chenghuaParameters, chenghuaValidFrom } from "./seed.ts";

/** What of the service lies in mongoose models; a test may keep it in memory. */
export interface Registers {
  readonly assertions: AssertionStore;
  readonly mark: ToldMark;
  readonly imports: ImportStore;
}

type Given = Partial<Pick<Config, "COVERAGE_KEY" | "DATA_DIR" | "REGISTER_SEED">>;

export interface Begin {
  readonly division?: () => Division;
  readonly registers?: Registers;
}

export const compose = async (
  { config, store, clock, log }: Pick<Parts<Given>, "config" | "store" | "clock" | "log">,
  { division = chenghuaDivision, registers }: Begin = {},
): Promise<ServiceDefinition> => {
  const [staffing, changes, tellings, ofDispatch, ofEnforcement] = await Promise.all([
    store.decider("staffing", staffingDecider, { publishAs: publishStaffing }),
    store.decider("changes", changeDecider, { publishAs: publishChange }),
    store.decider("tellings", tellingDecider, { publishAs: publishTelling }),
    store.decider("anchors", anchorDecider, { publishAs: () => [] }),
    store.decider("enforcementAnchors", anchorDecider, { publishAs: () => [] }),
  ]);
  const inMongo = async (): Promise<Registers> => {
    const connection = await store.mongoose();
    const [assertions, imports] = await Promise.all([assertionsOn(connection), importsOn(connection)]);
    return { assertions, mark: toldMarkOn(connection), imports };
  };
  const { assertions, mark, imports } = registers ?? (await inMongo());
  const register = new Register();
  const placesOn = placesByDay(register);
  const parameters = chenghuaParameters;
  const teller = createTeller({ register, placesOn, parameters, tellings, staffing, mark, clock });
  const journal = journalOn(changes, assertions);
  const covered = (day: string) => groundProblems(placesOn(day), day);
  const registrar = createRegistrar({ register, journal, teller, parameters, placesOn, covered, clock, log });
  return registryService({
    registrar,
    imports: createImports({ registrar, store: imports, clock, log }),
    staffing,
    anchors: { dispatch: ofDispatch, enforcement: ofEnforcement },
    clock,
    signingKey: coverageKey(config),
    open: async () => {
      const started = performance.now();
      const from = chenghuaValidFrom;
      await registrar.open(
        config.REGISTER_SEED === "none"
          ? undefined
          : () => ({ from, reason: "首次建库", assertions: furnish(division(), from) }),
      );
      const ms = Math.round(performance.now() - started);
      log.info({ change: register.version, grids: register.idsOf("grid").length, ms }, "register open");
    },
  });
};
