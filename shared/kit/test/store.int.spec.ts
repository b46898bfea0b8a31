import { describe, it } from "vitest";
import { mongoPersistence } from "../src/index.ts";
import { storeConformance } from "../src/testing/conformance.ts";
import { realMongo } from "../src/testing/index.ts";

describe.each([
  { how: "with transactions", only: undefined },
  { how: "without transactions", only: false },
] as const)("the store on MongoDB, $how", ({ only }) => {
  const start = async () => {
    const mongo = await realMongo();
    const { hasTransactions } = mongo;
    const persistence = await mongoPersistence<never, never>(
      { ...mongo, hasTransactions: only ?? hasTransactions },
      "tallies",
      { indexes: [["state.status"]] },
    );
    return { persistence, stop: mongo.stop };
  };
  for (const { promise, check } of storeConformance(start)) it(promise, check);
});
