import { defineManifest } from "@wangge/contracts";
import {
  AllocationPublicizedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseMergedV1,
  CaseReopenedV1,
  CaseVoidedV1,
  FundDepositedV1,
  FundOpenedV1,
  GrantAgreedV1,
  GrantClawedBackV1,
  GrantClosedV1,
  GrantDeterminedV1,
  GrantFirstTrancheLateV1,
  GrantMilestoneVerifiedV1,
  GrantTranchePaidV1,
  GridStaffedV1,
} from "@wangge/contracts/events";

export const manifest = defineManifest({
  name: "social",
  publishes: [
    FundOpenedV1,
    FundDepositedV1,
    AllocationPublicizedV1,
    GrantDeterminedV1,
    GrantAgreedV1,
    GrantTranchePaidV1,
    GrantFirstTrancheLateV1,
    GrantMilestoneVerifiedV1,
    GrantClawedBackV1,
    GrantClosedV1,
  ],
  subscribes: [
    { event: CaseFiledV1, mode: "each" },
    { event: CaseClosedV1, mode: "each" },
    { event: CaseReopenedV1, mode: "each" },
    { event: CaseVoidedV1, mode: "each" },
    { event: CaseMergedV1, mode: "each" },
    { event: GridStaffedV1, mode: "each" },
  ],
  calls: ["registry", "intake"],
});
