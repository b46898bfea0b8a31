import { expect, it } from "vitest";
import { valueOf } from "../services.ts";

const text = [
  "# HELP wangge_outbox_age how long",
  "# TYPE wangge_outbox_age gauge",
  'wangge_outbox_age{store="cases"} 0.5 1764480000000',
  'wangge_outbox_age{store="patrols"} 2.25',
  'wangge_action_duration_bucket{le="+Inf"} 9000',
].join("\n");

it("takes the worst of a metric that has several values", () => {
  expect(valueOf(text, "wangge.outbox.age")).toBe(2.25);
});

it("knows no value of what is not there", () => {
  expect(valueOf(text, "wangge.outbox.pending")).toBeUndefined();
  expect(valueOf(text, "wangge.action.duration")).toBeUndefined();
});
