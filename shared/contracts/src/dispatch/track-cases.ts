import { z } from "zod";
import { defineCall } from "../call.ts";
import { CaseId, DepartmentCode, Instant } from "../vocabulary.ts";

/** Where a case stands. */
export const CaseStatus = z.enum([
  "verifying",
  "rejected",
  "merged",
  "voided",
  "filed",
  "assigned",
  "accepted",
  "suspended",
  "handled",
  "closed",
]);
export type CaseStatus = z.infer<typeof CaseStatus>;

/** How far many cases are, as `TrackCase` tells of one. A case that dispatch has not taken on yet is not among the answers. */
export const TrackCases = defineCall({
  name: "dispatch.trackMany",
  input: z.strictObject({ caseIds: z.array(CaseId).min(1).max(1000) }),
  output: z.object({
    cases: z.array(
      z.object({
        caseId: CaseId,
        status: CaseStatus,
        department: DepartmentCode.optional(),
        dueAt: Instant.optional(),
        updatedAt: Instant.describe("of the last step"),
        endedAt: Instant.optional().describe("closed, rejected, merged or voided"),
        mergedInto: CaseId.optional(),
        overdue: z.boolean(),
      }),
    ),
  }),
});
export type TrackedCase = z.infer<typeof TrackCases.output>["cases"][number];
