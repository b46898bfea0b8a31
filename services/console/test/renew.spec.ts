import { expect, it } from "vitest";
import { renewAt } from "../src/common/renewal-time.ts";

it("a token is renewed a minute before it ends, a short one when a quarter of its life is left", () => {
  const HOUR = 3_600_000;
  expect(renewAt(0, HOUR)).toBe(HOUR - 60_000);
  expect(renewAt(1_000, 9_000)).toBe(7_000);
});
