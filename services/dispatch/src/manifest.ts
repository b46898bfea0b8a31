import { defineManifest } from "@wangge/contracts";
import {
  AuditSealedV1,
  CaseAcceptedV1,
  CaseAssignedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  CaseVerificationAskedV1,
  GridStaffedV1,
  ReportAcceptedV1,
  ReportMergedV1,
  ReportReopenedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "dispatch",
  publishes: [
    CaseVerificationAskedV1,
    CaseFiledV1,
    CaseRejectedV1,
    CaseMergedV1,
    CaseAssignedV1,
    CaseAcceptedV1,
    CaseReturnedV1,
    CaseHandledV1,
    CaseReworkedV1,
    CaseClosedV1,
    CaseReopenedV1,
    AuditSealedV1,
  ],
  subscribes: [
    { event: ReportAcceptedV1, mode: "partitioned" },
    { event: ReportMergedV1, mode: "each" },
    { event: ReportReopenedV1, mode: "each" },
    { event: GridStaffedV1, mode: "each" },
  ],
  calls: [],
});
