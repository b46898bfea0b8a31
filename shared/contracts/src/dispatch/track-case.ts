import { z } from "zod";
import { defineCall } from "../call.ts";
import { CaseId, DepartmentCode, Instant, WorkerId } from "../vocabulary.ts";

/**
 * How far a case is, for the person who reported it: no names. Null until dispatch has taken the report on. `assignment` is not
 * for him: by it intake knows who handles the case and may not learn who reported it.
 */
export const TrackCase = defineCall({
  name: "dispatch.track",
  input: z.strictObject({ caseId: CaseId }),
  output: z.object({
    progress: z
      .object({
        status: z.enum(["verifying", "rejected", "filed", "assigned", "accepted", "handled", "closed"]),
        dueAt: Instant.optional(),
        closedAt: Instant.optional(),
        overdue: z.boolean(),
        assignment: z.object({ department: DepartmentCode, worker: WorkerId.optional() }).optional(),
      })
      .nullable(),
  }),
});
