import { defineManifest } from "@wangge/contracts/manifest";

export const manifest = defineManifest({
  name: "gateway",
  publishes: [],
  subscribes: [],
  calls: ["registry", "intake", "dispatch", "enforcement", "social", "appraisal"],
  reads: ["EVT_DISPATCH"],
});
