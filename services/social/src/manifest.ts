import { defineManifest } from "@wangge/contracts";

export const manifest = defineManifest({
  name: "social",
  publishes: [],
  subscribes: [],
  calls: ["registry", "intake"],
});
