import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mongoBlobs } from "../src/index.ts";
import { blobsConformance } from "../src/testing/conformance.ts";
import { realMongo } from "../src/testing/index.ts";

describe("blobs in GridFS", () => {
  const start = async () => {
    const mongo = await realMongo();
    return { blobs: await mongoBlobs(mongo, "blobs"), stop: mongo.stop };
  };
  for (const { promise, check } of blobsConformance(start)) it(promise, check);

  it("leaves no piece of a file behind that a crash cut off", async () => {
    const mongo = await realMongo();
    const blobs = await mongoBlobs(mongo, "blobs");
    await blobs.put("half", randomBytes(900_000), 1);
    await mongo.db.collection<{ _id: string }>("blobs.files").deleteOne({ _id: "half" });
    expect(await blobs.get("half")).toBeUndefined();
    await blobs.delete(await blobs.unkept(2, 10));
    const left = ["files", "chunks", "unkept"].map((name) => mongo.db.collection(`blobs.${name}`).countDocuments());
    expect(await Promise.all(left)).toEqual([0, 0, 0]);
    await mongo.stop();
  });
});
