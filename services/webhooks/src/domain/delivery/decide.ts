import type { Decider } from "@wangge/kit/domain";
import type { Attempt, Delivery, DeliveryCommand, DeliveryEvent, DeliveryState, NextTry } from "./delivery.ts";

const later = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1_000).toISOString();

const isTaken = ({ status = 0 }: Attempt): boolean => status >= 200 && status < 300;
/** The receiver wants nothing of this any more. */
const isGone = ({ status }: Attempt): boolean => status === 410;

/** When to try again after so many failures; undefined: never. */
export const retryAt = (
  { at }: Attempt,
  failed: number,
  { retryAfterSeconds, jitterPart, chance, askedSeconds = 0 }: NextTry,
): string | undefined => {
  const pause = retryAfterSeconds[failed - 1];
  return pause === undefined ? undefined : later(at, Math.max(pause * (1 + jitterPart * chance), askedSeconds));
};

const report = (attempt: Attempt, next: NextTry, { failed }: Delivery): readonly DeliveryEvent[] => {
  if (isTaken(attempt)) return [{ type: "Delivered", data: { attempt } }];
  if (isGone(attempt)) return [{ type: "GivenUp", data: { cause: "gone", at: attempt.at, attempt } }];
  const again = retryAt(attempt, failed + 1, next);
  return again === undefined
    ? [{ type: "GivenUp", data: { cause: "exhausted", at: attempt.at, attempt } }]
    : [{ type: "Failed", data: { attempt, retryAt: again } }];
};

/** Whoever comes too late has nothing to say: two replicas may try the same. */
const decide = (command: DeliveryCommand, state: DeliveryState): readonly DeliveryEvent[] => {
  if (command.type === "Queue") {
    const { data, dueAt, again, at } = command;
    if (state.status === "none") return [{ type: "Queued", data: { ...data, dueAt, at } }];
    return again && state.status !== "open" ? [{ type: "QueuedAgain", data: { dueAt, at } }] : [];
  }
  if (state.status !== "open") return [];
  switch (command.type) {
    case "Claim":
      return state.wakeAt <= command.at ? [{ type: "Claimed", data: { by: command.by, until: command.until } }] : [];
    case "Release":
      return state.claimedBy === command.by ? [{ type: "Released", data: { at: command.at } }] : [];
    case "Report":
      return report(command.attempt, command.next, state);
    case "GiveUp":
      return [{ type: "GivenUp", data: { cause: command.cause, at: command.at } }];
  }
};

const commonOf = (state: Delivery) => {
  const { endpoint, stream, sequence, eventId, type, key, failed, queuedAt, last } = state;
  return {
    ...{ endpoint, stream, sequence, eventId, type, key, failed, queuedAt },
    ...(last === undefined ? {} : { last }),
  };
};

const evolve = (state: DeliveryState, event: DeliveryEvent): DeliveryState => {
  if (event.type === "Queued") {
    const { dueAt, at, ...letter } = event.data;
    return { ...letter, status: "open", failed: 0, queuedAt: at, wakeAt: dueAt };
  }
  if (state.status === "none") return state;
  const common = commonOf(state);
  switch (event.type) {
    case "QueuedAgain":
      return { ...common, status: "open", failed: 0, queuedAt: event.data.at, wakeAt: event.data.dueAt };
    case "Claimed":
      return { ...common, status: "open", wakeAt: event.data.until, claimedBy: event.data.by };
    case "Released":
      return { ...common, status: "open", wakeAt: event.data.at };
    case "Failed": {
      const { attempt, retryAt: wakeAt } = event.data;
      return { ...common, status: "open", failed: common.failed + 1, last: attempt, wakeAt };
    }
    case "Delivered":
      return { ...common, status: "delivered", last: event.data.attempt, finishedAt: event.data.attempt.at };
    case "GivenUp": {
      const { cause, at, attempt } = event.data;
      const tried = attempt === undefined ? {} : { last: attempt, failed: common.failed + 1 };
      return { ...common, ...tried, status: "dead", finishedAt: at, cause };
    }
  }
};

export const deliveryDecider: Decider<DeliveryState, DeliveryCommand, DeliveryEvent> = {
  name: "webhooks.delivery",
  initial: { status: "none" },
  decide,
  evolve,
};
