import type { Parts, ServiceDefinition } from "@wangge/kit";
import { publishAs } from "./app/publish-as.ts";
import { createPeople } from "./app/people.ts";
import { createRoster } from "./app/roster.ts";
import { loadStandards } from "./app/standards.ts";
import type { Config } from "./config.ts";
import { dispatchService } from "./dispatch.service.ts";
import { caseDecider, rosterDecider } from "./domain/index.ts";

/** Paths that lists filter by; more of them would cost every case that is filed. */
export const INDEXES = [["state.status"], ["state.grid"], ["state.assignment.worker"]] as const;

export const compose = async (
  parts: Pick<Parts<Pick<Config, "ROSTER_REFRESH_MS">>, "config" | "store" | "clock" | "log" | "call" | "redis">,
): Promise<ServiceDefinition> => {
  const { config, store, clock } = parts;
  const cases = await store.decider("cases", caseDecider, { publishAs, indexes: INDEXES });
  const grids = await store.decider("grids", rosterDecider, { publishAs: () => [] });
  const roster = createRoster({
    grids,
    openCases: () => cases.countBy("state.assignment.worker", { "state.status": { in: ["assigned", "accepted"] } }),
  });
  const people = await createPeople({ ...parts, roster, cases });
  return dispatchService({
    cases,
    people,
    roster: people.picker,
    staffGrid: async ({ grid, workers, responsible, staffedAt }, messageId) =>
      (await grids.handle(grid, { type: "StaffGrid", data: { workers, responsible, staffedAt } }, { messageId }))
        .changed,
    standards: loadStandards(),
    clock,
    rosterRefreshMs: config.ROSTER_REFRESH_MS,
  });
};
