import { pngOf } from "@wangge/kit/images";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankingChart, trendChart, type Bar } from "../src/app/chart.ts";

const about = { name: { zh: "街道考核", en: "Streets" }, from: "2018-01-01", lastDay: "2018-03-31" };
const bars: readonly Bar[] = [
  { subject: "510108001", rank: 1, score: "92", grade: "A" },
  { subject: "510108002", rank: 2, score: "200/3", grade: "C" },
  { subject: "510108003" },
];
const points = [
  { from: "2017-07-01", score: "80" },
  { from: "2017-10-01" },
  { from: "2018-01-01", score: "92" },
  { from: "2018-04-01", score: "205/3" },
];
const lengthsOf = (svg: string): readonly number[] =>
  [...svg.matchAll(/<rect x="200"[^>]* width="([\d.]+)"/g)].map(([, width]) => Number(width));

/** Well formed as far as it matters: every element that opens closes, and only what a picture needs is there. */
const mustBePlain = (svg: string): void => {
  const open: string[] = [];
  for (const [, slash, name = "", own] of svg.matchAll(/<(\/?)([A-Za-z]+)[^<>]*?(\/?)>/g)) {
    expect(["svg", "title", "desc", "rect", "text", "path", "circle"]).toContain(name);
    if (slash === "/") expect(open.pop()).toBe(name);
    else if (own !== "/") open.push(name);
  }
  expect(open).toEqual([]);
  expect(svg.replaceAll(/<[^<>]*>/g, "")).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot|#39);)/);
};

describe("a ranking as a picture", () => {
  it("has bars as long as the scores, in the colours of the grades, and says all of it in words", () => {
    const svg = rankingChart(bars, { ...about, language: "zh" }, 30);
    const [first = 0, second = 0, ...more] = lengthsOf(svg);
    expect(more).toEqual([]);
    expect(second / first).toBeCloseTo(66.67 / 92, 3);
    expect(svg).toContain('<title id="title">街道考核 2018-01-01 – 2018-03-31</title>');
    expect(svg).toContain("1. 510108001: 92.00 (A); 2. 510108002: 66.67 (C); 510108003: 无数据");
    expect(svg.match(/fill="#2e7d32"/g)).toHaveLength(1);
    expect(rankingChart(bars, { ...about, language: "en" }, 1)).toContain("first 1 of 3");
    mustBePlain(svg);
  });

  it("goes further than a hundred where a bonus does, and never over the edge", () => {
    const [over = 0] = lengthsOf(
      rankingChart([{ subject: "s", rank: 1, score: "103" }], { ...about, language: "zh" }, 5),
    );
    expect(over).toBe(610);
  });

  it("is plain whatever somebody is called, and draws nothing that was not meant", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom("<script>x</script>", "]]>", "&amp;", "\"/><image href='x'"),
        ),
        (subject) => {
          mustBePlain(rankingChart([{ subject, rank: 1, score: "50", grade: "D" }], { ...about, language: "en" }, 5));
          mustBePlain(trendChart(subject, points, { ...about, language: "en" }));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe("a trend as a picture", () => {
  it("is a line that breaks where nothing could be said", () => {
    const svg = trendChart("510108001", points, { ...about, language: "en" });
    expect(/<path d="(M[^"]*)" fill="none"/.exec(svg)?.[1]?.replaceAll(/[\d. ]+/g, "")).toBe("MML");
    expect(svg).toContain("2017-10-01: nothing can be said");
    mustBePlain(svg);
  });

  it("of one period is a point", () => {
    const svg = trendChart("510108001", points.slice(0, 1), { ...about, language: "zh" });
    expect(svg.match(/<circle/g)).toHaveLength(1);
    mustBePlain(svg);
  });
});

it("as PNG is a picture of its size, or says that there is no font", async () => {
  const svg = rankingChart(bars, { ...about, language: "zh" }, 30);
  try {
    const png = await pngOf(svg);
    expect(png.subarray(1, 4).toString("latin1")).toBe("PNG");
    expect(png.readUInt32BE(16)).toBe(960);
  } catch (error) {
    expect(error).toMatchObject({ kind: "unavailable", code: "images.no_font" });
  }
});
