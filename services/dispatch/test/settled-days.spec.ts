import { expect, it } from "vitest";
import { settledDays } from "../src/app/settled-days.ts";

it("counts the days until no notice says any more which days are worked", () => {
  const calendar = { lastYear: 2030, assumedFrom: "2027-01-01" };
  expect(settledDays(calendar, "2026-12-01T16:00:00.000Z")).toBe(30);
  expect(settledDays(calendar, "2026-12-01T16:00:00.001Z")).toBe(29);
  expect(settledDays(calendar, "2027-01-05T00:00:00.000Z")).toBe(-5);
  expect(settledDays({ lastYear: 2026 }, "2026-12-30T16:00:00.000Z")).toBe(1);
});
