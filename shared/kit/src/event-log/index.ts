export {
  eventLogAggregate,
  eventLogConfig,
  ownEventLogAggregates,
  ownEventLogConfig,
  prepareEventLog,
  withEventLog,
  withOwnEventLog,
  type EventLogConfig,
  type EventLogSetting,
  type EventLogSlice,
} from "./compose.ts";
export type { Block } from "./block.ts";
export type { Evidence, ProvenEvent } from "./evidence.ts";
