/** While the services' consumers are paused nobody learns of anything new: what is read of one store cannot be ahead of another. */
import { setTimeout as sleep } from "node:timers/promises";
import type { JetStreamManager } from "@nats-io/jetstream";
import type { ConsumerPlan } from "@wangge/kit";
import type { Place } from "./manifest.ts";

type Durable = Pick<ConsumerPlan, "stream" | "name">;

const REST_MS = 30_000;

export const placesOf = async (manager: JetStreamManager, durables: readonly Durable[]): Promise<readonly Place[]> => {
  const places: Place[] = [];
  for (const { stream, name } of durables) {
    const { ack_floor, num_ack_pending } = await manager.consumers.info(stream, name);
    places.push({ stream, consumer: name, floor: ack_floor.stream_seq, unacknowledged: num_ack_pending });
  }
  return places;
};

/** Those that did something between two looks. */
export const movedBetween = (before: readonly Place[], after: readonly Place[]): readonly string[] =>
  before
    .filter((place, at) => {
      const { floor, unacknowledged } = after[at] ?? place;
      return floor !== place.floor || unacknowledged !== place.unacknowledged;
    })
    .map(({ consumer }) => consumer);

/** Lets them go on. Of one that goes on already, nothing. */
export const resume = async (manager: JetStreamManager, durables: readonly Durable[]): Promise<void> => {
  for (const { stream, name } of durables) await manager.consumers.resume(stream, name);
};

/**
 * Pauses the consumers for as long as `work` takes, and `limitMs` at most: the bus itself lets them go on then, whatever has become of us.
 * `work` begins when what was in hand is done; what waits for another try stays where it is.
 */
export const whilePaused = async <T>(
  manager: JetStreamManager,
  durables: readonly Durable[],
  limitMs: number,
  work: (places: readonly Place[]) => Promise<T>,
): Promise<T> => {
  const until = new Date(Date.now() + limitMs);
  try {
    for (const { stream, name } of durables) await manager.consumers.pause(stream, name, until);
    const patience = Date.now() + REST_MS;
    let places = await placesOf(manager, durables);
    while (places.some(({ unacknowledged }) => unacknowledged > 0) && Date.now() < patience) {
      await sleep(200);
      places = await placesOf(manager, durables);
    }
    const result = await work(places);
    if (Date.now() > until.getTime())
      throw new Error("it took longer than the consumers were paused: set --pause higher");
    return result;
  } finally {
    await resume(manager, durables);
  }
};
