import { describe, it } from "vitest";
import { busConformance, busConformanceManifests } from "../src/testing/conformance.ts";
import { realBus } from "../src/testing/index.ts";

describe("the bus on NATS", () => {
  const start = async () => {
    const real = await realBus(busConformanceManifests);
    return {
      pace: 1,
      patienceMs: 45_000,
      connect: async () => {
        const { bus, connection } = await real.connect();
        return { bus, crash: () => connection.close() };
      },
      stop: real.stop,
    };
  };
  for (const { promise, check } of busConformance(start)) it(promise, check, 100_000);
});
