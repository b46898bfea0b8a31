import fc from "fast-check";
import { expect, it } from "vitest";
import { createVersions } from "../src/app/versions.ts";

it("holds what a Map holds, whatever is set and however often", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }))), (sets) => {
      const map = new Map<string, number>();
      const versions = createVersions();
      for (const [key, version] of sets) {
        map.set(key, version);
        versions.set(key, version);
      }
      expect(versions.size()).toBe(map.size);
      for (const [key, version] of map) expect(versions.get(key)).toBe(version);
      expect(versions.get("never set")).toBeUndefined();
    }),
  );
});

it("grows, and mistakes no thing for another among a hundred thousand", () => {
  const versions = createVersions();
  const keyOf = (at: number): string => `cases ${String(at).padStart(26, "0")}`;
  for (let at = 0; at < 100_000; at += 1) versions.set(keyOf(at), at + 1);
  expect(versions.size()).toBe(100_000);
  let wrong = 0;
  for (let at = 0; at < 100_000; at += 1) if (versions.get(keyOf(at)) !== at + 1) wrong += 1;
  for (let at = 100_000; at < 200_000; at += 1) if (versions.get(keyOf(at)) !== undefined) wrong += 1;
  expect(wrong).toBe(0);
});
