import { createSecretKey, randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newContentKey, openContent, SealBroken, sealContent, sealer } from "../src/index.ts";

const bytes = fc.uint8Array({ maxLength: 200 });

describe("content beside a record", () => {
  it("opens as it was under its name and key", () => {
    fc.assert(
      fc.property(bytes, fc.string(), (plain, name) => {
        const key = newContentKey();
        expect(new Uint8Array(openContent(key, name, sealContent(key, name, plain)))).toEqual(plain);
      }),
    );
  });

  it("opens under no other name or key, and not where a bit has changed or the end is missing", () => {
    fc.assert(
      fc.property(bytes, fc.nat(), fc.nat(7), (plain, place, bit) => {
        const key = newContentKey();
        const sealed = sealContent(key, "a", plain);
        const altered = Buffer.from(sealed);
        const at = place % sealed.length;
        altered[at] = (altered[at] ?? 0) ^ (1 << bit);
        for (const open of [
          () => openContent(key, "b", sealed),
          () => openContent(newContentKey(), "a", sealed),
          () => openContent(key, "a", altered),
          () => openContent(key, "a", sealed.subarray(0, at)),
        ])
          expect(open).toThrow(SealBroken);
      }),
    );
  });
});

describe("one more field under the key of a record", () => {
  const seals = sealer({ current: "a", keys: new Map([["a", createSecretKey(randomBytes(32))]]) });

  it("opens with that key, under its name, after the key was wrapped anew", () => {
    const { key } = seals.seal("r/1", { words: "x" });
    const under = seals.sealUnder("r/1", key, "photo:1", "照片");
    expect(seals.openUnder("r/1", seals.rewrap("r/1", key), "photo:1", under)).toBe("照片");
    expect(() => seals.openUnder("r/1", key, "photo:2", under)).toThrow(SealBroken);
    expect(() => seals.openUnder("r/2", key, "photo:1", under)).toThrow(SealBroken);
    expect(() => seals.openUnder("r/1", seals.seal("r/1", {}).key, "photo:1", under)).toThrow(SealBroken);
  });
});
