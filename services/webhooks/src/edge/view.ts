import { Instant, Ulid } from "@wangge/contracts";
import type { Role } from "@wangge/kit";
import { z } from "zod";
import type { Attempt, DeliveryState } from "../domain/index.ts";
import type { Known } from "../app/stores.ts";

/** An integrator, for what is its own; the office, for all. */
export const MANAGERS: readonly Role[] = ["integrator", "integrationOfficer"];

export const EventType = z
  .string()
  .regex(/^[a-z]+\.[a-z-]+\.[a-z-]+\.v[1-9]\d*$/, "service.thing.fact.vN")
  .max(100);
export const Stream = z.string().regex(/^EVT_[A-Z]{1,40}$/, "EVT_<SERVICE>");
export const EndpointId = z.strictObject({ endpointId: Ulid });

export const EndpointView = z.object({
  endpointId: Ulid,
  integrator: z.string(),
  url: z.string(),
  events: z.array(z.string()),
  keys: z.array(z.string()).optional().describe("only events whose key begins with one of these"),
  ordered: z.boolean(),
  atOnce: z.int(),
  timeoutMs: z.int(),
  status: z.enum(["registered", "declined", "approved", "active", "paused", "disabled"]),
  reason: z.string().optional().describe("why it was declined"),
  because: z.enum(["gone", "failing", "notGranted", "byOffice"]).optional().describe("why it is disabled"),
  disabledAt: Instant.optional(),
  registeredAt: Instant,
  oldSecretUntil: Instant.optional().describe("until then the secret before signs too"),
  waiting: z.int().optional().describe("deliveries that wait in the queue"),
  catchingUp: z
    .array(z.object({ stream: Stream, next: z.int() }))
    .describe("streams that it is behind in, or that are replayed"),
});

export const endpointView = ({ id, state }: Known, waiting?: number): z.input<typeof EndpointView> => {
  const { integrator, url, events, keys, ordered, atOnce, timeoutMs, status, registeredAt, oldSecretUntil } = state;
  if (status === "deleted") throw new Error("a deleted endpoint is not shown");
  return {
    ...{ endpointId: id, integrator, url, events: [...events], ordered, atOnce, timeoutMs, status, registeredAt },
    ...(keys === undefined ? {} : { keys: [...keys] }),
    ...(oldSecretUntil === undefined ? {} : { oldSecretUntil }),
    ...(state.status === "declined" ? { reason: state.reason } : {}),
    ...(state.status === "disabled" ? { because: state.because, disabledAt: state.disabledAt } : {}),
    ...(waiting === undefined ? {} : { waiting }),
    catchingUp: Object.entries(state.catchUps).map(([stream, { next }]) => ({ stream, next })),
  };
};

export const AttemptView = z.object({
  at: Instant,
  status: z.int().optional().describe("of the answer"),
  failure: z.enum(["timeout", "away", "addressRefused", "redirected", "refused", "tooLarge"]).optional(),
  latencyMs: z.int(),
  response: z.string().optional().describe("the beginning of the answer, without numbers of persons"),
});

export const attemptView = (attempt: Attempt): z.input<typeof AttemptView> => ({ ...attempt });

export const DeliveryView = z.object({
  stream: Stream,
  sequence: z.int(),
  eventId: z.string().describe("the webhook-id"),
  type: z.string(),
  key: z.string(),
  status: z.enum(["open", "delivered", "dead"]),
  failed: z.int().describe("tries that failed"),
  queuedAt: Instant,
  nextAt: Instant.optional().describe("of an open one: not tried before"),
  finishedAt: Instant.optional(),
  cause: z
    .enum(["gone", "exhausted", "eventMissing", "endpointDeleted"])
    .optional()
    .describe("死信: why it was given up"),
  last: AttemptView.optional(),
});

export const deliveryView = (state: DeliveryState): readonly z.input<typeof DeliveryView>[] => {
  if (state.status === "none") return [];
  const { stream, sequence, eventId, type, key, status, failed, queuedAt, last } = state;
  return [
    {
      ...{ stream, sequence, eventId, type, key, status, failed, queuedAt },
      ...(last === undefined ? {} : { last: attemptView(last) }),
      ...(state.status === "open" ? { nextAt: state.wakeAt } : { finishedAt: state.finishedAt }),
      ...(state.status === "dead" ? { cause: state.cause } : {}),
    },
  ];
};
