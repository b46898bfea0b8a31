import { defineManifest } from "@wangge/contracts";
import { GridStaffedV1 } from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "registry",
  publishes: [GridStaffedV1],
  subscribes: [],
  calls: [],
});
