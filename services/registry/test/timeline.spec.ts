import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boundariesOf, covers, overlaps, paint, versionOn, type Span, type Timeline } from "../src/domain/index.ts";

const v = (value: string, from: string, to?: string) => ({ value, change: 1, from, to });
const street: Timeline<string> = [v("东街街道", "2012-01-01", "2015-01-01"), v("西街街道", "2015-01-01")];

describe("the versions of a record", () => {
  it("hold from their first day until before the day on which they end", () => {
    expect(versionOn(street, "2011-12-31")).toBeUndefined();
    expect(versionOn(street, "2012-01-01")?.value).toBe("东街街道");
    expect(versionOn(street, "2014-12-31")?.value).toBe("东街街道");
    expect(versionOn(street, "2015-01-01")?.value).toBe("西街街道");
    expect(versionOn(street, "9999-12-31")?.value).toBe("西街街道");
  });

  it("meet where they share a day, not where one begins as the other ends", () => {
    const first = { from: "2012-01-01", to: "2012-02-01" };
    expect(overlaps(first, { from: "2012-02-01" })).toBe(false);
    expect(overlaps(first, { from: "2012-01-31" })).toBe(true);
    expect(overlaps({ from: "2012-02-01" }, first)).toBe(false);
    expect(overlaps({ from: "2012-01-05", to: "2012-01-06" }, first)).toBe(true);
  });
});

describe("painting over a record's versions", () => {
  const said = { value: "新街街道", change: 2 };

  it("keeps what was before, and what comes after where it says until when", () => {
    expect(paint(street, { from: "2014-01-01", to: "2016-01-01" }, said)).toEqual([
      v("东街街道", "2012-01-01", "2014-01-01"),
      { ...said, from: "2014-01-01", to: "2016-01-01" },
      v("西街街道", "2016-01-01"),
    ]);
  });

  it("cuts one version in two", () => {
    expect(paint(street, { from: "2013-01-01", to: "2014-01-01" }, said).map(({ value }) => value)).toEqual([
      "东街街道",
      "新街街道",
      "东街街道",
      "西街街道",
    ]);
  });

  it("leaves nothing after the day on which the record ends", () => {
    expect(paint(street, { from: "2015-01-01" }, undefined)).toEqual([v("东街街道", "2012-01-01", "2015-01-01")]);
    expect(paint(street, { from: "2000-01-01" }, undefined)).toEqual([]);
  });

  it("takes the place of a version that has exactly its days", () => {
    expect(paint(street, { from: "2012-01-01", to: "2015-01-01" }, said)[0]?.value).toBe("新街街道");
    expect(paint(street, { from: "2012-01-01", to: "2015-01-01" }, said)).toHaveLength(2);
  });
});

it("names the days on which something begins or ends, each once and in order", () => {
  expect(boundariesOf(street)).toEqual(["2012-01-01", "2015-01-01"]);
  expect(boundariesOf([{ from: "2016-01-01" }, { from: "2012-01-01", to: "2016-01-01" }])).toEqual([
    "2012-01-01",
    "2016-01-01",
  ]);
});

const DAYS = Array.from({ length: 31 }, (_, index) => `2018-03-${String(index + 1).padStart(2, "0")}`);
const dayOf = (nth: number): string => DAYS[nth] ?? "2018-04-01";

describe("whatever is said of a record, in whatever order", () => {
  const anySpan = fc
    .tuple(fc.nat(29), fc.nat(30))
    .map(([from, length]): Span => ({ from: dayOf(from), to: length === 0 ? undefined : dayOf(from + length) }));
  const anyWords = fc.array(fc.tuple(anySpan, fc.option(fc.constantFrom("甲", "乙", "丙"), { nil: undefined })), {
    minLength: 1,
    maxLength: 20,
    size: "max",
  });

  it("each day knows what was said of it last, as if every day had a sheet of its own", () => {
    const reached = { until: 0, gap: 0, split: 0 };
    fc.assert(
      fc.property(anyWords, (words) => {
        const sheets = new Map<string, { value: string; change: number } | undefined>();
        let timeline: Timeline<string> = [];
        for (const [index, [span, value]] of words.entries()) {
          const said = value === undefined ? undefined : { value, change: index };
          const before = timeline.length;
          timeline = paint(timeline, span, said);
          for (const day of [...DAYS, "2030-01-01"]) if (covers(span, day)) sheets.set(day, said);
          if (span.to !== undefined) reached.until += 1;
          if (timeline.length > before + 1) reached.split += 1;
        }
        for (const day of [...DAYS, "2030-01-01"]) {
          const version = versionOn(timeline, day);
          const said = version && { value: version.value, change: version.change };
          if (said === undefined) reached.gap += 1;
          expect([day, said]).toEqual([day, sheets.get(day)]);
        }
        for (const [index, { from, to }] of timeline.entries()) {
          expect(to === undefined || from < to).toBe(true);
          const next = timeline[index + 1];
          if (next !== undefined) expect(to !== undefined && to <= next.from).toBe(true);
        }
        expect(boundariesOf(timeline)).toEqual([...boundariesOf(timeline)].sort());
      }),
      { numRuns: 300 },
    );
    expect(Math.min(...Object.values(reached))).toBeGreaterThan(100);
  });

  it("two spans overlap exactly where a day lies in both", () => {
    fc.assert(
      fc.property(anySpan, anySpan, (one, other) => {
        const days = [...DAYS, "2030-01-01"].filter((day) => covers(one, day) && covers(other, day));
        expect(overlaps(one, other)).toBe(days.length > 0);
      }),
    );
  });
});
