import { describe, expect, it } from "vitest";
import { manifests } from "../../provision/principals.ts";
import { root } from "../stack.mjs";
import { servicesIn } from "../services.mjs";
import { littleClone, place } from "./places.ts";

describe("the services of a clone", () => {
  it("are those whose manifests provisioning knows, the gateway last", () => {
    const services = servicesIn(root);
    expect(services.at(-1)).toBe("gateway");
    expect(services.toSorted()).toEqual(manifests.map(({ name }) => name).toSorted());
  });

  it("are found in its folder, and what has no program is none", () => {
    const { dir, remove } = place();
    try {
      expect(servicesIn(littleClone(dir, ["water", "gateway", "air"]))).toEqual(["air", "water", "gateway"]);
    } finally {
      remove();
    }
  });
});
