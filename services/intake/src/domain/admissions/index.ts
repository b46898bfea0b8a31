export { approvalOf } from "./evolve.ts";
export type {
  AdmissionEvent,
  AdmissionState,
  AdmissionStatus,
  ChangeOutcome,
  Review,
  StandingItem,
  Submission,
  Verdict,
} from "./admission.ts";
export type { AdmissionCommand, Party } from "./commands.ts";
export { admissionDeciderWith } from "./decide.ts";
export { DISTRICT_GOVERNMENT, type AdmissionParts, type AdmissionRules } from "./rules.ts";
export { hashOf } from "./submission.ts";
