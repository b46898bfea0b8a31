import { describe, expect, it } from "vitest";
import { delayOf, done, memoryBus, newId } from "../src/index.ts";
import { busConformance, busConformanceManifests } from "../src/testing/conformance.ts";

const pace = 1 / 100;

describe("the bus in memory", () => {
  const start = async () => {
    const server = memoryBus(busConformanceManifests, (deliveries) => delayOf(deliveries) * pace);
    return {
      pace,
      patienceMs: 5_000,
      connect: async () => {
        const bus = server.connect();
        return { bus, crash: async () => bus.abandon() };
      },
      stop: async () => {},
    };
  };
  for (const { promise, check } of busConformance(start)) it(promise, check, 20_000);

  it("gives a message again whose first delivery was the end of its process, while that was still beginning", async () => {
    const bus = memoryBus(busConformanceManifests);
    await bus.publish([{ id: newId(), subject: "evt.giver.thing.happened.v1.a", body: "{}" }]);
    const each = { stream: "EVT_GIVER", consumer: "taker--thing-happened-v1", mode: "each" } as const;
    const dying = bus.connect();
    await dying.consume(each, () => {
      dying.abandon();
      return new Promise(() => undefined);
    });
    let given = 0;
    await bus.consume(each, (messages) => {
      given += messages.length;
      return Promise.resolve(messages.map(() => done));
    });
    await bus.settle();
    expect([given, bus.open()]).toEqual([1, 0]);
    await bus.close();
  });
});
