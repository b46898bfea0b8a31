import { defineManifest } from "@wangge/contracts";
import { progressEvents } from "./app/messages/on-progress.ts";
import {
  AdmissionApprovedV1,
  AdmissionRejectedV1,
  AdmissionReviewedV1,
  AdmissionSubmittedV1,
  ItemPublishedV1,
  ItemWithdrawnV1,
  ReportAcceptedV1,
  ReportMergedV1,
  ReportRatedV1,
  ReportReopenedV1,
  ReporterErasedV1,
  ReporterNoticeDueV1,
  ReporterUnmaskedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "intake",
  publishes: [
    ReportAcceptedV1,
    ReportMergedV1,
    ReportReopenedV1,
    ReportRatedV1,
    ReporterUnmaskedV1,
    ReporterNoticeDueV1,
    ReporterErasedV1,
    ItemPublishedV1,
    ItemWithdrawnV1,
    AdmissionSubmittedV1,
    AdmissionReviewedV1,
    AdmissionApprovedV1,
    AdmissionRejectedV1,
  ],
  subscribes: progressEvents.map((event) => ({ event, mode: "each" as const })),
  calls: ["registry", "dispatch"],
});
