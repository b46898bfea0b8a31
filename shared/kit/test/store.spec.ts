import { describe, it } from "vitest";
import { memoryPersistence } from "../src/index.ts";
import { storeConformance } from "../src/testing/conformance.ts";

describe("the store in memory", () => {
  const start = async () => ({ persistence: memoryPersistence<never, never>(), stop: async () => {} });
  for (const { promise, check } of storeConformance(start)) it(promise, check);
});
