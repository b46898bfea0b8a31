import { describe, it } from "vitest";
import { delayOf, memoryBus } from "../src/index.ts";
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
});
