import { deepStrictEqual as same } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { BlobStore } from "../store/blobs.ts";
import type { Case } from "./case.ts";

interface Running {
  readonly blobs: BlobStore;
  readonly stop: () => Promise<void>;
}

/** What every store of blobs promises. */
export const blobsConformance = (start: () => Promise<Running>): readonly Case[] => {
  const promise = (text: string, check: (blobs: BlobStore) => Promise<void>): Case => ({
    promise: text,
    check: async () => {
      const { blobs, stop } = await start();
      try {
        await check(blobs);
      } finally {
        await stop();
      }
    },
  });
  return [
    promise("what was put is got as it was: nothing, a byte, some megabytes", async (blobs) => {
      for (const size of [0, 1, 255 * 1024, 3_000_001]) {
        const bytes = randomBytes(size);
        await blobs.put(`a/${String(size)}`, bytes, 1);
        same((await blobs.get(`a/${String(size)}`))?.equals(bytes), true);
      }
    }),
    promise("what was never put, or is deleted, is not there", async (blobs) => {
      same(await blobs.get("none"), undefined);
      await blobs.put("one", Buffer.from("x"), 1);
      await blobs.put("other", Buffer.from("y"), 1);
      await blobs.delete(["one", "none"]);
      await blobs.delete(["one"]);
      same([await blobs.get("one"), String(await blobs.get("other"))], [undefined, "y"]);
    }),
    promise("what nobody keeps is found when it is old, the oldest first", async (blobs) => {
      for (const [name, at] of [
        ["late", 300],
        ["early", 100],
        ["kept", 50],
        ["deleted", 60],
        ["middle", 200],
      ] as const)
        await blobs.put(name, Buffer.from(name), at);
      await blobs.keep(["kept", "none"]);
      await blobs.keep(["kept"]);
      await blobs.delete(["deleted"]);
      same(await blobs.unkept(300, 10), ["early", "middle"]);
      same(await blobs.unkept(1_000, 1), ["early"]);
      same(String(await blobs.get("kept")), "kept");
    }),
    promise("nothing is asked of no names", async (blobs) => {
      await blobs.keep([]);
      await blobs.delete([]);
      same(await blobs.unkept(1, 10), []);
    }),
  ];
};
