import { custody } from "@wangge/contracts/custody";
import {
  keepAnchors,
  systemClock,
  withOwnEventLog,
  type Clock,
  type EventLogConfig,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
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
  changeDecider,
  furnish,
  placesByDay,
  Register,
  signInDecider,
  staffingDecider,
  tellingDecider,
  type Division,
} from "./domain/index.ts";
import { assertionsOn } from "./models/assertions.ts";
import { importsOn } from "./models/imports.ts";
import { toldMarkOn } from "./models/told.ts";
import { STAFF } from "./edge/edge.ts";
import { registryService } from "./registry.service.ts";
import { chenghuaDivision, chenghuaParameters, chenghuaValidFrom } from "./seed.ts";

/** What of the service lies in mongoose models; a test may keep it in memory. */
export interface Registers {
  readonly assertions: AssertionStore;
  readonly mark: ToldMark;
  readonly imports: ImportStore;
}

type Given = Partial<Pick<Config, "AUDIT_KEY" | "COVERAGE_KEY" | "DATA_DIR" | "REGISTER_SEED">> & EventLogConfig;
type Needed = Pick<Parts<Given>, "bus" | "call" | "clock" | "config" | "log" | "store">;

export interface Begin {
  readonly division?: () => Division;
  readonly registers?: Registers;
  /** Of sign-ins. Default: the machine's, as tokens have it, whatever time the district's clock says. */
  readonly signInClock?: Clock;
}

export const compose = async (
  parts: Needed,
  { division = chenghuaDivision, registers, signInClock = systemClock }: Begin = {},
): Promise<ServiceDefinition> => {
  const { config, store, clock, log } = parts;
  const [staffing, changes, tellings, signIns] = await Promise.all([
    store.decider("staffing", staffingDecider, { publishAs: publishStaffing }),
    store.decider("changes", changeDecider, { publishAs: publishChange }),
    store.decider("tellings", tellingDecider, { publishAs: publishTelling }),
    store.decider("signIns", signInDecider, {
      publishAs: () => [],
      indexes: [["state.changedAt"], ["state.status"]],
    }),
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
  const definition = registryService({
    registrar,
    imports: createImports({ registrar, store: imports, clock, log }),
    staffing,
    keeping: await keepAnchors({ keeper: "registry", store, clock, path: "/audit", access: STAFF }),
    signIns: { signIns, clock: signInClock },
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
  return withOwnEventLog({ custody: custody.registry, path: "/registry/audit", parts }, definition);
};
