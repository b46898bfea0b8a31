/** Deliveries of events to other systems: whatever is due to an endpoint was delivered, waits, or is a dead letter; once each. */
import type { Problem } from "./problem.ts";

interface EndpointSeen {
  readonly status: string;
  readonly events?: readonly string[];
  readonly keys?: readonly string[];
  readonly from?: Readonly<Record<string, number>>;
  readonly catchUps?: Readonly<Record<string, { readonly next: number }>>;
}

interface DeliverySeen {
  readonly status: string;
  readonly eventId?: string;
  readonly wakeAt?: string;
}

interface Document {
  readonly _id: string;
  readonly state: unknown;
}

/** An event as its stream has it. */
export interface EventSeen {
  readonly stream: string;
  readonly sequence: number;
  readonly id: string;
  readonly type: string;
  readonly key: string;
  /** ms since 1970 */
  readonly storedAt: number;
}

export interface WebhookCheck {
  readonly seeEndpoint: (document: Document) => void;
  readonly seeDelivery: (document: Document) => void;
  readonly seeEvent: (event: EventSeen) => void;
  readonly problems: () => readonly Problem[];
}

const LISTENING: ReadonlySet<string> = new Set(["active", "paused"]);

/**
 * @param keptDays how long a delivery that is over is kept: of older events nothing can be said
 * @param now ms since 1970
 */
export const webhookChecker = (keptDays: number, now = Date.now()): WebhookCheck => {
  const endpoints = new Map<string, EndpointSeen>();
  const deliveries = new Map<string, DeliverySeen>();
  const found: Problem[] = [];
  const problem = (subject: string, detail: string): void => void found.push({ check: "delivery", subject, detail });
  const oldest = now - keptDays * 86_400_000;

  const isDue = ({ status, events = [], keys, from = {}, catchUps = {} }: EndpointSeen, event: EventSeen): boolean =>
    LISTENING.has(status) &&
    events.includes(event.type) &&
    (keys === undefined || keys.some((prefix) => event.key.startsWith(prefix))) &&
    event.sequence >= (from[event.stream] ?? Infinity) &&
    // What it is still to catch up with waits in the stream.
    event.sequence < (catchUps[event.stream]?.next ?? Infinity) &&
    event.storedAt > oldest;

  return {
    seeEndpoint: ({ _id, state }) => {
      endpoints.set(_id, state as EndpointSeen);
    },
    seeDelivery: ({ _id, state }) => {
      deliveries.set(_id, state as DeliverySeen);
      const { status, wakeAt } = state as DeliverySeen;
      if ((status === "open") !== (wakeAt !== undefined))
        problem(
          `webhooks/deliveries/${_id}`,
          `${status}, and ${wakeAt === undefined ? "nothing wakes it" : "still waits"}`,
        );
    },
    seeEvent: (event) => {
      for (const [id, endpoint] of endpoints) {
        const own = `${id}:${event.stream}:${String(event.sequence).padStart(12, "0")}`;
        const delivery = deliveries.get(own);
        if (delivery === undefined) {
          if (isDue(endpoint, event)) problem(`webhooks/deliveries/${own}`, `${event.type} is due, and is not there`);
        } else if (delivery.eventId !== event.id) problem(`webhooks/deliveries/${own}`, "it is for another event");
      }
    },
    problems: () => found,
  };
};
