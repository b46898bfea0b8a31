import { z } from "zod";
import { defineCall } from "../call.ts";
import { CaseId, Instant } from "../vocabulary.ts";

/** How far a case is, for the person who reported it: no names, no bodies. Null until dispatch has taken the report on. */
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
      })
      .nullable(),
  }),
});
