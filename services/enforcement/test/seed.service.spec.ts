import { memoryPlatform } from "@wangge/kit/testing";
import { expect, it } from "vitest";
import { seed, seededPeople } from "../src/app/seed/seed.ts";
import { compose } from "../src/compose.ts";
import { manifest } from "../src/manifest.ts";
import { testConfig } from "./config.ts";
import { dispatch, supervisor } from "./enforcement-platform.ts";

it("an empty service gets stand-in items and officers, through the same doors as everybody's", async () => {
  const platform = await memoryPlatform({
    manifests: [manifest, dispatch],
    compose,
    config: { ...testConfig, ENFORCEMENT_SEED: "chenghua" as const },
  });
  expect(await platform.call("powerItems", {}, supervisor)).toMatchObject({ total: seed.items.length });
  expect(platform.documents("officers")).toHaveLength(seededPeople.length);
  await platform.stop();
});
