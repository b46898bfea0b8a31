import { CaseAssignedV1 } from "@wangge/contracts/events";
import {
  aggregateKind,
  defineService,
  on,
  ownEventLogAggregates,
  withOwnEventLog,
  type EventLogConfig,
  type Parts,
  type ServiceDefinition,
} from "@wangge/kit";
import { publishAs } from "./app/publish-as.ts";
import type { Config } from "./config.ts";
import { custody } from "./contract/custody.ts";
import { workDecider } from "./domain/index.ts";
import { workActions } from "./edge/work-actions.ts";
import { manifest } from "./manifest.ts";

type OwnConfig = Pick<Config, "SAMPLE_DEPARTMENT"> & Partial<Pick<Config, "AUDIT_KEY" | "DATA_DIR">> & EventLogConfig;
type Needed = Pick<Parts<OwnConfig>, "config" | "store" | "clock" | "bus" | "call" | "log">;

/** The only place where parts meet. */
export const compose = async (parts: Needed): Promise<ServiceDefinition> => {
  const { config, store, clock } = parts;
  const works = await store.decider("works", workDecider, { publishAs, indexes: [["state.status"]] });
  const definition = defineService({
    manifest,
    actions: workActions({ works, clock, department: config.SAMPLE_DEPARTMENT }),
    subscriptions: [
      on(CaseAssignedV1, async ({ caseId, grid, dueAt, department }, meta) => {
        if (department !== config.SAMPLE_DEPARTMENT) return;
        await works.handle(caseId, { type: "BeginWork", data: { caseId, grid, dueAt }, at: clock.now() }, meta);
      }),
    ],
  });
  return withOwnEventLog({ custody: custody.sample, path: "/sample/audit", parts }, definition);
};

/** For the doctor, which recomputes state and events from the histories. */
export const aggregates = [
  aggregateKind("sample", "works", workDecider, publishAs),
  ...ownEventLogAggregates(custody.sample),
];
