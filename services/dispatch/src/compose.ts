import type { Parts, ServiceDefinition } from "@wangge/kit";
import { createField } from "./app/field.ts";
import { publishAs } from "./app/publish-as.ts";
import { createRoster } from "./app/roster.ts";
import { loadStandards } from "./app/standards.ts";
import type { Config } from "./config.ts";
import { dispatchService } from "./dispatch.service.ts";
import { caseDecider, rosterDecider } from "./domain/index.ts";

/** Paths that lists filter by; more of them would cost every case that is filed. */
export const INDEXES = [["state.status"], ["state.grid"], ["state.assignment.worker"]] as const;

export const compose = async ({
  config,
  store,
  clock,
  log,
  call,
}: Pick<
  Parts<Pick<Config, "ROSTER_REFRESH_MS"> & Partial<Pick<Config, "PATROLS">>>,
  "config" | "store" | "clock" | "log" | "call"
>): Promise<ServiceDefinition> => {
  const cases = await store.decider("cases", caseDecider, { publishAs, indexes: INDEXES });
  const grids = await store.decider("grids", rosterDecider, { publishAs: () => [] });
  const roster = createRoster({
    grids,
    openCases: () => cases.countBy("state.assignment.worker", { "state.status": { in: ["assigned", "accepted"] } }),
  });
  const standards = loadStandards();
  const isPlanning = config.PATROLS !== "none";
  const standardsVersion = standards.version;
  return dispatchService({
    field: await createField({ store, clock, log, call, cases, grids, isPlanning, standardsVersion }),
    cases,
    roster,
    staffGrid: async ({ grid, workers, responsible, staffedAt }, messageId) =>
      (await grids.handle(grid, { type: "StaffGrid", data: { workers, responsible, staffedAt } }, { messageId }))
        .changed,
    standards,
    clock,
    rosterRefreshMs: config.ROSTER_REFRESH_MS,
  });
};
