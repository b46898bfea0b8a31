import { defineManifest } from "@wangge/contracts/manifest";

export const manifest = defineManifest({
  name: "gateway",
  publishes: [],
  subscribes: [],
  calls: ["registry", "intake", "dispatch", "enforcement", "social", "appraisal", "webhooks", "gateway"],
  reads: ["EVT_DISPATCH"],
});
