import { defineManifest } from "@wangge/contracts/manifest";

export const manifest = defineManifest({
  name: "gateway",
  publishes: [],
  subscribes: [],
  calls: ["registry", "intake", "dispatch", "enforcement", "social"],
  reads: ["EVT_DISPATCH"],
});
