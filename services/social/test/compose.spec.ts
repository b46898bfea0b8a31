import { memoryPlatform } from "@wangge/kit/testing";
import { expect, it } from "vitest";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";
import { neighbours } from "./grants-platform.ts";

it("joins the bus as its manifest says", async () => {
  const platform = await memoryPlatform({ manifests: [manifest, ...neighbours], compose, config: testConfig });
  await expect(platform.call("nothing", {})).rejects.toThrow();
  await platform.stop();
});
