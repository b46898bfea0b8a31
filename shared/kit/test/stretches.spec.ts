import fc from "fast-check";
import { ulid } from "ulid";
import { describe, expect, it } from "vitest";
import { idFrom } from "../src/ids.ts";
import { firstIdAt, overStretches } from "../src/store/stretches.ts";

const NOW = Date.now();
const HOUR = 3_600_000;

/** Of this hour, of years ago, of a clock that is ahead; some that are no times, and some that are no ULIDs. */
const anyId = fc.oneof(
  fc.integer({ min: NOW - HOUR, max: NOW + HOUR }).map((at) => ulid(at)),
  fc.integer({ min: 0, max: NOW + 1_000 * HOUR }).map((at) => ulid(at)),
  fc.string().map((part) => idFrom("any", part)),
  fc.string({ minLength: 1, maxLength: 12 }),
);

/** What was seen of these ids, stretch by stretch. */
const lookedAt = async (ids: readonly string[]): Promise<readonly (readonly string[])[]> => {
  const seen: (readonly string[])[] = [];
  await overStretches(({ _id }) => {
    const { gte = "", lt } = _id as { readonly gte?: string; readonly lt?: string };
    const here = ids.filter((id) => id >= gte && (lt === undefined || id < lt));
    seen.push(here);
    return Promise.resolve(here.length);
  });
  return seen;
};

describe("a collection that is looked at by stretches", () => {
  it("is seen whole, every id once, whatever ids there are", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(anyId, { maxLength: 200, size: "max" }), async (ids) => {
        expect((await lookedAt(ids)).flat().toSorted()).toEqual(ids.toSorted());
      }),
    );
  });

  it("is seen some thousands at a time, whether it was filled quickly or slowly", async () => {
    for (const everyMs of [20, 6_000, 600_000]) {
      const ids = Array.from({ length: 60_000 }, (_, index) => firstIdAt(NOW - index * everyMs) + String(index));
      const seen = (await lookedAt(ids)).map(({ length }) => length);
      expect(Math.max(...seen.slice(1))).toBeLessThan(20_001); // of the first nothing is known
      expect(seen.length).toBeLessThan(80);
    }
  });

  it("asks a dozen times where there is nothing", async () => {
    expect((await lookedAt([])).length).toBeLessThan(13);
  });
});
