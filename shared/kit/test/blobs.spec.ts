import { describe, it } from "vitest";
import { memoryBlobs } from "../src/index.ts";
import { blobsConformance } from "../src/testing/conformance.ts";

describe("blobs in memory", () => {
  const start = async () => ({ blobs: memoryBlobs(), stop: async () => {} });
  for (const { promise, check } of blobsConformance(start)) it(promise, check);
});
