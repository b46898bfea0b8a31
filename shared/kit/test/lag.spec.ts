import { describe, expect, it } from "vitest";
import type { Lag } from "../src/bus/port.ts";
import { oldestAgeMs, seenNow } from "../src/service/lag.ts";

const lag = (pending: number, unacknowledged: number, oldestAt?: number): Lag => ({
  pending,
  unacknowledged,
  oldestAt,
});

describe("the age of a consumer's oldest message", () => {
  it("is that of what is in hand, from when the stream took it in", () => {
    const seen = seenNow(lag(7, 2, 1_000), undefined, 5_000);
    expect(oldestAgeMs(seen, 6_000)).toBe(5_000);
  });

  it("is nothing where nothing waits", () => {
    expect(oldestAgeMs(seenNow(lag(0, 0), { idleSince: 10 }, 5_000), 9_000)).toBe(0);
  });

  it("grows while something waits and nobody here has it in hand", () => {
    const first = seenNow(lag(3, 0), undefined, 1_000);
    const second = seenNow(lag(3, 0), first, 11_000);
    expect(oldestAgeMs(second, 12_000)).toBe(11_000);
    const taken = seenNow(lag(2, 1, 10_000), second, 13_000);
    expect(oldestAgeMs(taken, 13_000)).toBe(3_000);
    const again = seenNow(lag(2, 0), taken, 20_000);
    expect(oldestAgeMs(again, 21_000)).toBe(1_000);
  });
});
