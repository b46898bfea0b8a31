import { defineManifest } from "@wangge/contracts";

export const manifest = defineManifest({
  name: "enforcement",
  publishes: [],
  subscribes: [],
  calls: ["registry"],
});
