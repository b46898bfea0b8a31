import type { Custody } from "@wangge/contracts";
import { z } from "zod";
import {
  auditAggregate,
  auditConfig,
  auditKey,
  createAudit,
  notingChains,
  type Audit,
  type AuditKeyConfig,
} from "../audit/audit.ts";
import type { SigningKey } from "../crypto/signing.ts";
import { DomainError } from "../errors.ts";
import type { Access } from "../service/actor.ts";
import { action, type Action, type ServiceDefinition } from "../service/define.ts";
import type { Parts, StoreFactory } from "../service/runner.ts";
import { aggregateKind, type AggregateKind } from "../store/aggregate.ts";
import { blockDecider, EVENT_LOG } from "./block.ts";
import { createEvidence } from "./evidence.ts";
import { createEventLog } from "./log.ts";
import { refusingUnanchored } from "./refusal.ts";

export const eventLogConfig = {
  EVENT_LOG: z
    .enum(["off", "signed"])
    .default("off")
    .describe("signed: what the service publishes is logged in blocks, sealed with its histories and anchored"),
  EVENT_LOG_MS: z.coerce.number().int().min(1_000).default(60_000).describe("how often"),
  EVENT_LOG_REFUSE_AFTER_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .optional()
    .describe("refuse to change anything while events wait for an anchor for longer: 14400000 is 4 h; absent: never"),
} as const;

export interface EventLogConfig {
  readonly EVENT_LOG?: "off" | "signed" | undefined;
  readonly EVENT_LOG_MS?: number | undefined;
  readonly EVENT_LOG_REFUSE_AFTER_MS?: number | undefined;
}

export interface EventLogOptions {
  readonly custody: Custody;
  readonly config: EventLogConfig;
  /** The one that notes its chains, before the audit is made of them. */
  readonly store: Pick<StoreFactory, "decider">;
  readonly parts: Pick<Parts<unknown>, "bus" | "call" | "log">;
}

export interface EventLogSetting {
  readonly audit: Audit;
  readonly key: SigningKey | undefined;
  /** Where evidence is asked for: `/audit`. */
  readonly path: `/${string}`;
  readonly access: Access;
  /** Actions that work while nothing is anchored. */
  readonly except: readonly string[];
}

export interface EventLogSlice {
  /** Its own. */
  readonly actions: Readonly<Record<string, Action>>;
  /** All actions of the service, held to what the deployment bears. */
  readonly guarding: (actions: Readonly<Record<string, Action>>) => Readonly<Record<string, Action>>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

const MOST_EVENTS = 500;

const nothing: EventLogSlice = {
  actions: {},
  guarding: (actions) => actions,
  start: () => undefined,
  stop: () => Promise.resolve(),
};

/**
 * 事件日志, where the operator wants one. First the collection, so that it is sealed with the others; then the rest, made of the audit.
 * Without a key nothing can be signed, and the service does not start.
 */
export const prepareEventLog = async ({ custody, config, store, parts }: EventLogOptions) => {
  if (config.EVENT_LOG !== "signed") return () => nothing;
  const { service } = custody;
  const decider = blockDecider(service);
  const options = { publishAs: () => [], chained: true, indexes: [["state.block.last"]] };
  const blocks = await store.decider(EVENT_LOG, decider, options);
  return ({ audit, key, path, access, except }: EventLogSetting): EventLogSlice => {
    if (key === undefined)
      throw new DomainError("invalid", `${service}.event_log.no_key`, "EVENT_LOG=signed needs AUDIT_KEY or DATA_DIR");
    const { bus, call, log } = parts;
    const everyMs = config.EVENT_LOG_MS ?? 60_000;
    const afterMs = config.EVENT_LOG_REFUSE_AFTER_MS;
    // What is anchored is known at the next look only.
    if (afterMs !== undefined && afterMs < 2 * everyMs)
      throw new DomainError("invalid", `${service}.event_log.impatient`, "Refuse no sooner than after two looks", {
        ...{ afterMs, everyMs },
      });
    const eventLog = createEventLog({ custody, blocks, audit, bus, call, everyMs, log });
    const evidence = createEvidence({ custody, eventLog, audit, bus, call, key });
    return {
      actions: {
        evidence: action({
          rest: `POST ${path}/evidence`,
          summary: "证据导出: published events with all that proves them, in one file for npm run verify",
          access,
          idempotent: true,
          input: z.strictObject({
            sequences: z.array(z.int().min(1)).min(1).max(MOST_EVENTS).describe("places in the stream of the service"),
          }),
          output: z.looseObject({ format: z.string(), events: z.array(z.looseObject({})) }),
          run: async ({ sequences }) => ({ ...(await evidence(sequences)) }) as never,
        }),
      },
      guarding: refusingUnanchored({
        ...{ service, eventLog, afterMs },
        except: ["evidence", ...except],
      }),
      start: eventLog.start,
      stop: eventLog.stop,
    };
  };
};

/** For the doctor; where there is no log it has nothing to look at. */
export const eventLogAggregate = (service: string): AggregateKind =>
  aggregateKind(service, EVENT_LOG, blockDecider(service), () => []);

/** The service with its event log: the actions of both, started after it and stopped before it. */
export const withEventLog = (definition: ServiceDefinition, slice: EventLogSlice): ServiceDefinition => ({
  ...definition,
  actions: slice.guarding({ ...definition.actions, ...slice.actions }),
  onStart: async () => {
    await definition.onStart?.();
    slice.start();
  },
  onStop: async () => {
    await slice.stop();
    await definition.onStop?.();
  },
});

/** For a service that seals its event log and nothing else. */
export const ownEventLogConfig = { AUDIT_KEY: auditConfig.AUDIT_KEY, ...eventLogConfig } as const;

export interface OwnEventLogOptions {
  readonly custody: Custody;
  /** Where evidence is asked for: `/intake/audit`. */
  readonly path: `/${string}`;
  readonly parts: Pick<Parts<EventLogConfig & AuditKeyConfig>, "config" | "store" | "bus" | "call" | "log">;
}

/** The same for a service without histories of its own to seal: the blocks are all that stands under its heads. */
export const withOwnEventLog = async (
  { custody, path, parts }: OwnEventLogOptions,
  definition: ServiceDefinition,
): Promise<ServiceDefinition> => {
  const { config, log } = parts;
  if (config.EVENT_LOG !== "signed") return definition;
  const { store, chains } = notingChains(parts.store);
  const withEvents = await prepareEventLog({ custody, config, store, parts });
  const key = auditKey(config);
  const audit = await createAudit({ custody, store, chains, key, sealEveryMs: undefined, log });
  return withEventLog(definition, withEvents({ audit, key, path, access: ["supervisor"], except: [] }));
};

/** Its collections, for the doctor. */
export const ownEventLogAggregates = (custody: Custody): readonly AggregateKind[] => [
  auditAggregate(custody),
  eventLogAggregate(custody.service),
];
