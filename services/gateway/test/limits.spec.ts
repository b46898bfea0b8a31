import { describe, expect, it } from "vitest";
import { rateLimit } from "../src/limits.ts";

const passedOf = async (asked: readonly Promise<void>[]): Promise<number> =>
  (await Promise.allSettled(asked)).filter(({ status }) => status === "fulfilled").length;

describe("a client's rate", () => {
  it("is given in full to requests that come at once", async () => {
    const limit = rateLimit(1_000, undefined);
    expect(await passedOf(Array.from({ length: 1_000 }, () => limit("a")))).toBe(1_000);
  });

  it("is not exceeded by them", async () => {
    const limit = rateLimit(200, undefined);
    expect(await passedOf(Array.from({ length: 500 }, () => limit("a")))).toBe(200);
    expect(await passedOf([limit("b")])).toBe(1);
  });
});
