import type { Parts, ServiceDefinition } from "@wangge/kit";
import { publishAs } from "./app/publish-as.ts";
import { createRoster } from "./app/roster.ts";
import { loadStandards } from "./app/standards.ts";
import type { Config } from "./config.ts";
import { superiorsOf } from "./adapters/superiors.ts";
import { dispatchService } from "./dispatch.service.ts";
import { caseDecider, firstProcess, rosterDecider } from "./domain/index.ts";

/** Paths that lists filter by; more of them would cost every case that is filed. */
export const INDEXES = [["state.status"], ["state.grid"], ["state.assignment.worker"], ["state.wakeAt"]] as const;

export const compose = async ({
  config,
  store,
  clock,
  call,
  log,
}: Pick<
  Parts<Pick<Config, "ROSTER_REFRESH_MS" | "SWEEP_MS">>,
  "config" | "store" | "clock" | "call" | "log"
>): Promise<ServiceDefinition> => {
  const cases = await store.decider("cases", caseDecider, { publishAs, indexes: INDEXES });
  const grids = await store.decider("grids", rosterDecider, { publishAs: () => [] });
  const roster = createRoster({
    grids,
    openCases: () => cases.countBy("state.assignment.worker", { "state.status": { in: ["assigned", "accepted"] } }),
  });
  return dispatchService({
    cases,
    roster,
    staffGrid: async ({ grid, workers, responsible, staffedAt }, messageId) =>
      (await grids.handle(grid, { type: "StaffGrid", data: { workers, responsible, staffedAt } }, { messageId }))
        .changed,
    standards: loadStandards(),
    superiorsOf: superiorsOf(call),
    process: () => firstProcess.version,
    clock,
    log,
    rosterRefreshMs: config.ROSTER_REFRESH_MS,
    sweepMs: config.SWEEP_MS,
  });
};
