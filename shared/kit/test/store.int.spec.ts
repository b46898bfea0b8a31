import { describe, it } from "vitest";
import { mongoPersistence } from "../src/index.ts";
import { storeConformance } from "../src/testing/conformance.ts";
import { realMongo } from "../src/testing/index.ts";

describe("the store on MongoDB", () => {
  const start = async () => {
    const mongo = await realMongo();
    const persistence = await mongoPersistence<never, never>(mongo, "tallies", {
      indexes: [["state.status"]],
      chained: true,
    });
    return { persistence, stop: mongo.stop };
  };
  for (const { promise, check } of storeConformance(start)) it(promise, check);
});
