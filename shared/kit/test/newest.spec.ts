import fc from "fast-check";
import { ulid } from "ulid";
import { describe, expect, it } from "vitest";
import { idFrom } from "../src/ids.ts";
import { newestByStretches, type Stretch } from "../src/store/newest.ts";
import type { Query } from "../src/store/port.ts";

interface Row {
  readonly _id: string;
}

/** A store that has these, and what it had to read for what it was asked. */
const storeOf = (ids: readonly string[]) => {
  const rows = ids.map((_id) => ({ _id })).toSorted((one, other) => (one._id < other._id ? 1 : -1));
  const read: number[] = [];
  const page = newestByStretches();
  const within =
    ({ from, before }: Stretch) =>
    ({ _id }: Row) =>
      (from === undefined || _id >= from) && (before === undefined || _id < before);
  return {
    rows,
    read,
    find: (query: Query) =>
      page(query, (stretch, limit) => {
        const fitting = rows.filter(within(stretch));
        read.push(fitting.length);
        return Promise.resolve(fitting.slice(0, limit));
      }),
  };
};

/** From the beginning to the end, as somebody turns the pages. */
const pagesOf = async (find: (query: Query) => Promise<readonly Row[]>, limit: number, where = {}) => {
  const found: Row[] = [];
  for (;;) {
    const page = await find({ where, limit, after: found.at(-1)?._id });
    found.push(...page);
    if (page.length < limit) return found;
  }
};

const NOW = Date.now();
const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Of a busy time, of years ago, of a clock that is ahead; some that are no times, and some that are no ULIDs. */
const anyId = fc.oneof(
  fc.integer({ min: NOW - HOUR, max: NOW + HOUR }).map((at) => ulid(at)),
  fc.integer({ min: 0, max: NOW + 1_000 * HOUR }).map((at) => ulid(at)),
  fc.string().map((part) => idFrom("any", part)),
  fc.string({ minLength: 1, maxLength: 12 }),
);

describe("a page of the newest", () => {
  it("is the same as if all were read, page by page, whatever ids there are and whatever was asked before", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(anyId, { maxLength: 120, size: "max" }),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 }),
        async (ids, limits) => {
          const { rows, find } = storeOf(ids);
          for (const limit of limits) expect(await pagesOf(find, limit)).toEqual(rows);
        },
      ),
    );
  });

  it("reads some pages and not the whole store, from the first question on", async () => {
    const { find, read } = storeOf(Array.from({ length: 20_000 }, (_, index) => ulid(NOW - index * MINUTE)));
    for (let turn = 0; turn < 5; turn += 1) expect(await find({ where: {}, limit: 50 })).toHaveLength(50);
    expect(read[0]).toBeLessThan(2_000); // a day, as nothing is known yet
    expect(read.slice(1)).toHaveLength(4);
    for (const rows of read.slice(1)) expect(rows).toBeLessThan(110);
  });

  it("still reads little after a quiet night", async () => {
    const night = 8 * HOUR;
    const { find, read, rows } = storeOf(
      Array.from({ length: 20_000 }, (_, index) => ulid(NOW - index * MINUTE - (index < 5 ? 0 : night))),
    );
    await find({ where: {}, limit: 5 });
    read.length = 0;
    expect(await find({ where: {}, limit: 50 })).toEqual(rows.slice(0, 50));
    expect(read.reduce((sum, one) => sum + one)).toBeLessThan(2_000);
  });

  it("reads a page where a list has some of today and then none for two years, once that is known", async () => {
    const [today, before] = [5, 20_000];
    const { find, read } = storeOf([
      ...Array.from({ length: today }, (_, index) => ulid(NOW - index * MINUTE)),
      ...Array.from({ length: before }, (_, index) => ulid(NOW - 2 * 365 * 24 * HOUR - index * MINUTE)),
    ]);
    await find({ where: {}, limit: 50 });
    read.length = 0;
    for (let turn = 0; turn < 3; turn += 1) expect(await find({ where: {}, limit: 50 })).toHaveLength(50);
    expect(read).toEqual([50, 50, 50]);
  });

  it("asks once for what is few", async () => {
    const { find, read } = storeOf([ulid(NOW), ulid(NOW - 10_000 * HOUR)]);
    for (let turn = 0; turn < 3; turn += 1) expect(await find({ where: {}, limit: 50 })).toHaveLength(2);
    expect(read.slice(-2)).toEqual([2, 2]);
  });

  it("is of one question, whatever instant that is asked up to", async () => {
    const { find, read } = storeOf([ulid(NOW)]);
    for (const lt of ["2017-01-01T00:00:00Z", "2017-01-02T00:00:00Z"])
      await find({ where: { "state.dueAt": { lt } }, limit: 50 });
    const first = read.length;
    await find({ where: { "state.dueAt": { lt: "2017-01-03T00:00:00Z" } }, limit: 50 });
    expect(read).toHaveLength(first + 1);
  });
});
