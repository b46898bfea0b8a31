import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawHandling, handlingClass, loadDurations, loadRequests, seededRandom } from "../data.ts";

const published = new URL("../../../services/intake/data/categories.json", import.meta.url);
const categories = (JSON.parse(readFileSync(published, "utf8")) as { categories: { code: string }[] }).categories.map(
  ({ code }) => code,
);
const size = (name: string) => statSync(new URL(`../data/${name}`, import.meta.url)).size;

describe("the five days of Los Angeles", () => {
  const requests = loadRequests();

  it("are all there, in true order, within five days", () => {
    expect(requests).toHaveLength(9_999);
    const seconds = requests.map((request) => request.seconds);
    expect(seconds).toEqual(seconds.toSorted((a, b) => a - b));
    expect(seconds[0]).toBe(48_982); // 13:36:22 on the 27th
    expect(seconds.at(-1)).toBe(431_998); // 23:59:58 on the 31st
  });

  it("have categories that are published, and channels that intake knows", () => {
    const known = new Set(categories);
    expect(requests.filter(({ category }) => !known.has(category))).toEqual([]);
    expect(requests.filter(({ category, kind }) => !category.startsWith(`${kind}-`))).toEqual([]);
    expect(new Set(requests.map(({ channel }) => channel))).toEqual(
      new Set(["window", "phone", "app", "web", "patrol"]),
    );
  });

  it("fill the square evenly: each of its hundred parts has its hundredth, give or take a tenth", () => {
    const parts = new Map<string, number>();
    for (const { x, y } of requests) {
      expect(x >= 0 && x < 1 && y >= 0 && y < 1).toBe(true);
      const part = `${Math.floor(x * 10)} ${Math.floor(y * 10)}`;
      parts.set(part, (parts.get(part) ?? 0) + 1);
    }
    expect(parts.size).toBe(100);
    for (const count of parts.values()) expect(Math.abs(count - 100)).toBeLessThanOrEqual(10);
  });

  it.each([0, 1, 7, 500, 9_999, 20_000])("spread a limit of %d evenly over the days", (limit) => {
    const some = loadRequests(limit);
    expect(some).toHaveLength(Math.min(limit, 9_999));
    const all = new Set(requests.map((request) => JSON.stringify(request)));
    for (const request of some) expect(all.has(JSON.stringify(request))).toBe(true);
    if (limit >= 500) {
      const lastDay = (list: typeof some) => list.filter(({ seconds }) => seconds >= 4 * 86_400).length / list.length;
      expect(lastDay(some)).toBeCloseTo(lastDay(requests), 2);
    }
  });
});

describe("the durations of Baltimore", () => {
  it("are positive, and enough of them in every class", () => {
    const groups = [...loadDurations().values()];
    expect(groups.flat().length).toBeGreaterThanOrEqual(1_000);
    for (const group of groups) expect(group.length).toBeGreaterThanOrEqual(50);
    for (const { hours, dueHours } of groups.flat()) expect(hours > 0 && dueHours > 0).toBe(true);
  });

  it("can be drawn for every category, from a class that exists", () => {
    const random = seededRandom(1);
    for (const category of categories) {
      expect(loadDurations().has(handlingClass(category))).toBe(true);
      expect(drawHandling(random, category)).toEqual({ hours: expect.any(Number), dueHours: expect.any(Number) });
    }
    expect(handlingClass("no-such-category")).toBe("other");
  });

  it("are drawn the same from the same seed, and not from another", () => {
    const draw = (seed: number) => {
      const random = seededRandom(seed);
      return Array.from({ length: 50 }, () => drawHandling(random, "event-0135"));
    };
    expect(draw(748)).toEqual(draw(748));
    expect(draw(748)).not.toEqual(draw(749));
  });

  it("keep both the punctual and the late", () => {
    const random = seededRandom(748);
    const late = loadRequests().filter(({ category }) => {
      const { hours, dueHours } = drawHandling(random, category);
      return hours > dueHours;
    }).length;
    expect(late / 9_999).toBeGreaterThan(0.05);
    expect(late / 9_999).toBeLessThan(0.5);
  });
});

it("the sample stays small", () => {
  expect(size("los-angeles-2017-12-27_31.csv")).toBeLessThanOrEqual(350_000);
  expect(size("baltimore-durations.csv")).toBeLessThanOrEqual(60_000);
});
