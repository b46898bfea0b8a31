import { defineManifest } from "@wangge/contracts";
import { ReportAcceptedV1 } from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "intake",
  publishes: [ReportAcceptedV1],
  subscribes: [],
  calls: ["registry", "dispatch"],
});
