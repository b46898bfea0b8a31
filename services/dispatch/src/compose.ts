import { chinaCalendars } from "@wangge/calendar";
import { custody } from "@wangge/contracts/custody";
import {
  auditKey,
  createAudit,
  notingChains,
  prepareEventLog,
  withEventLog,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
import { asProcess } from "./app/process.ts";
import { REDACTABLE } from "./app/redactable.ts";
import { createField } from "./app/field.ts";
import { publishAs } from "./app/publish-as.ts";
import { createPeople } from "./app/people.ts";
import { createRoster } from "./app/roster.ts";
import { composeRules } from "./app/rules.ts";
import type { Config } from "./config.ts";
import { superiorsOf } from "./adapters/superiors.ts";
import { dispatchService } from "./dispatch.service.ts";
import { dayOf } from "@wangge/calendar";
import { caseDeciderWith, processOf, rosterDecider, type Rules as CaseRules } from "./domain/index.ts";

/**
 * Paths that lists filter by; more of them would cost every case that is filed. What waits in a grid or for a worker is asked for all
 * day, and what was there once grows for ever.
 */
export const INDEXES = [
  ["state.status"],
  ["state.grid"],
  ["state.grid", "state.status"],
  ["state.assignment.worker", "state.status"],
] as const;
/** Where somebody works, and what is new. */
export const ROSTER_INDEXES = [["state.workers"], ["state.responsible"], ["savedAt"]] as const;
/** Paths that only some cases have something at. */
export const SPARSE = ["state.wakeAt", "state.request.askedAt", "state.appeal.madeAt", "state.assisting"] as const;

type EventLogVariable = "EVENT_LOG" | "EVENT_LOG_MS" | "EVENT_LOG_REFUSE_AFTER_MS";
type OwnConfig = Pick<Config, "ROSTER_REFRESH_MS" | "RULES_REFRESH_MS" | "SWEEP_MS"> &
  Partial<Pick<Config, "AUDIT_KEY" | "AUDIT_SEAL_MS" | "DATA_DIR" | "PATROLS" | EventLogVariable>>;

export const compose = async (
  given: Pick<Parts<OwnConfig>, "config" | "store" | "clock" | "log" | "call" | "redis" | "bus">,
): Promise<ServiceDefinition> => {
  const { store, chains } = notingChains(given.store);
  const parts = { ...given, store };
  const { config, clock, log, call } = parts;
  const rules = await composeRules({ store, clock, log, refreshMs: config.RULES_REFRESH_MS });
  const caseRules: CaseRules = {
    calendars: chinaCalendars,
    processOf: (version) => {
      const edition = rules.rulebook.published("process", version);
      return processOf(edition && asProcess(edition.content), version);
    },
    rulingAfterReturns: (at) => rules.router.rulingAfterReturns(dayOf(at)).returns,
  };
  const cases = await store.decider("cases", caseDeciderWith(caseRules), {
    publishAs,
    indexes: INDEXES,
    sparse: SPARSE,
    chained: { redactable: REDACTABLE },
  });
  const grids = await store.decider("grids", rosterDecider, {
    publishAs: () => [],
    indexes: ROSTER_INDEXES,
  });
  const withEvents = await prepareEventLog({ custody: custody.dispatch, config, store, parts });
  const key = auditKey(config);
  const audit = await createAudit({
    custody: custody.dispatch,
    store,
    chains,
    key,
    sealEveryMs: config.AUDIT_SEAL_MS,
    log,
  });
  const roster = createRoster({
    grids,
    openCases: () => cases.countBy("state.assignment.worker", { "state.status": { in: ["assigned", "accepted"] } }),
  });
  const people = await createPeople({ ...parts, roster, cases });
  const isPlanning = config.PATROLS !== "none";
  const eventLog = withEvents({
    ...{ audit, key, path: "/audit", access: ["supervisor"] },
    except: ["seal", "exportAudit"],
  });
  const definition = dispatchService({
    field: await createField({
      store,
      clock,
      log,
      call,
      cases,
      grids,
      isPlanning,
      standardsVersion: () => rules.standards.version,
    }),
    cases,
    people,
    roster: people.picker,
    staffGrid: async ({ grid, workers, responsible, staffedAt }, messageId) =>
      (await grids.handle(grid, { type: "StaffGrid", data: { workers, responsible, staffedAt } }, { messageId }))
        .changed,
    rules,
    caseRules,
    superiorsOf: superiorsOf(call),
    audit,
    clock,
    log,
    rosterRefreshMs: config.ROSTER_REFRESH_MS,
    sweepMs: config.SWEEP_MS,
  });
  return withEventLog(definition, eventLog);
};
