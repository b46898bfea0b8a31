import { defineManifest } from "@wangge/contracts";
import { ReportAcceptedV1, ReporterErasedV1, ReporterNoticeDueV1, ReporterUnmaskedV1 } from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "intake",
  publishes: [ReportAcceptedV1, ReporterUnmaskedV1, ReporterNoticeDueV1, ReporterErasedV1],
  subscribes: [],
  calls: ["registry", "dispatch"],
});
