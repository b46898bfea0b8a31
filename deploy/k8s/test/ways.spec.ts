import { expect, it } from "vitest";
import { waysOf } from "../ways.ts";
import { manifests, named, policy } from "./builders.ts";

const pods = [named("dispatch"), named("nats")];

it("a way is open where both ends agree", () => {
  const all = manifests(
    ...pods,
    policy("dispatch", { speaks: [["nats", 4222]] }),
    policy("nats", { hears: [["dispatch", 4222]] }),
  );
  expect(waysOf(all)).toEqual({ open: ["dispatch → nats:4222"], oneSided: [] });
});

it("says which end is closed", () => {
  const all = manifests(
    ...pods,
    policy("dispatch", { speaks: [["nats", 4222]] }),
    policy("nats", { hears: [["dispatch", 6222]] }),
  );
  expect(waysOf(all)).toEqual({
    open: [],
    oneSided: ["dispatch may not speak to nats at 6222", "nats does not hear dispatch at 4222"],
  });
});
