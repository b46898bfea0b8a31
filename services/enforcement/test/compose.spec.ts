import { memoryPlatform } from "@wangge/kit/testing";
import { expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";

it("joins the bus as its manifest says", async () => {
  const platform = await memoryPlatform({ manifests: [manifest], compose, config: { SWEEP_MS: 3_600_000 } });
  await expect(platform.call("nothing", {})).rejects.toThrow();
  await platform.stop();
});
