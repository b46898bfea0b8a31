import type { Parts, ServiceDefinition } from "@wangge/kit";
import { auditKey, createAudit } from "./app/audit/audit.ts";
import { publishAuditAs } from "./app/audit/publish-as.ts";
import { REDACTABLE } from "./app/audit/redactable.ts";
import { publishAs } from "./app/publish-as.ts";
import { createRoster } from "./app/roster.ts";
import { loadStandards } from "./app/standards.ts";
import type { Config } from "./config.ts";
import { dispatchService } from "./dispatch.service.ts";
import { caseDecider, epochDecider, rosterDecider } from "./domain/index.ts";

/** Paths that lists filter by; more of them would cost every case that is filed. */
export const INDEXES = [["state.status"], ["state.grid"], ["state.assignment.worker"]] as const;

type Given = Pick<Config, "ROSTER_REFRESH_MS"> & Partial<Pick<Config, "AUDIT_KEY" | "AUDIT_SEAL_MS" | "DATA_DIR">>;

export const compose = async ({
  config,
  store,
  clock,
  log,
}: Pick<Parts<Given>, "config" | "store" | "clock" | "log">): Promise<ServiceDefinition> => {
  const cases = await store.decider("cases", caseDecider, {
    publishAs,
    indexes: INDEXES,
    chained: { redactable: REDACTABLE },
  });
  const grids = await store.decider("grids", rosterDecider, { publishAs: () => [] });
  const audit = createAudit({
    cases,
    epochs: await store.decider("audit", epochDecider, { publishAs: publishAuditAs }),
    key: auditKey(config),
    sealEveryMs: config.AUDIT_SEAL_MS,
    log,
  });
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
    audit,
    clock,
    rosterRefreshMs: config.ROSTER_REFRESH_MS,
  });
};
