import { describe, expect, it } from "vitest";
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

  it("has ids ascending in its indexes, and drops those in which they descended", async () => {
    const { stop, ...mongo } = await realMongo();
    const tallies = mongo.db.collection("tallies");
    await tallies.createIndex({ "state.status": 1, _id: -1 }, {}, {});
    const indexes = [["state.status"], ["state.total", "state.status"]];
    // Two processes that start together.
    await Promise.all([1, 2].map(() => mongoPersistence(mongo, "tallies", { indexes })));
    const keys = (await tallies.indexes()).map(({ key }) => Object.entries(key as object).join(" "));
    expect(keys.filter((key) => key.startsWith("state."))).toEqual([
      "state.status,1 _id,1",
      "state.total,1 state.status,1 _id,1",
    ]);
    await stop();
  });
});
