import { CalendarError } from "@wangge/calendar";
import { describe, expect, it } from "vitest";
import { DomainError, isDomainError, isRefusal } from "../src/index.ts";

describe("an answer, as against a bug", () => {
  it("is one of ours, and one of a package that does not know the kit", () => {
    expect(isDomainError(new DomainError("rule", "case.closed", "It is closed"))).toBe(true);
    const calendar = new CalendarError("unavailable", "calendar.year_not_loaded", "Not loaded");
    expect([isDomainError(calendar), isRefusal(calendar)]).toEqual([true, false]);
  });

  it("is nothing that only looks a little like it", () => {
    const errors = [
      new Error("away"),
      Object.assign(new Error("refused"), { code: "ECONNREFUSED" }),
      Object.assign(new Error("odd"), { code: "x", kind: "odd", details: {} }),
      Object.assign(new Error("inherited"), { code: "x", kind: "toString", details: {} }),
      { kind: "rule", code: "x", details: {} },
    ];
    for (const error of errors) expect(isDomainError(error)).toBe(false);
  });
});
