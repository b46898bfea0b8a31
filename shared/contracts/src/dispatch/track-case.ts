import { z } from "zod";
import { defineCall } from "../call.ts";
import { CaseId, DepartmentCode, Instant, WorkerId } from "../vocabulary.ts";
import { CaseStatus } from "./track-cases.ts";

/**
 * How far a case is, for the person who reported it: no names, no bodies. Null until dispatch has taken the report on. And
 * whether a party handles it, to whom intake shows a private report, and to whom never who reported it.
 */
export const TrackCase = defineCall({
  name: "dispatch.track",
  input: z.strictObject({
    caseId: CaseId,
    party: z.strictObject({ worker: WorkerId.optional(), department: DepartmentCode.optional() }).optional(),
  }),
  output: z.object({
    progress: z
      .object({
        status: CaseStatus,
        dueAt: Instant.optional(),
        closedAt: Instant.optional(),
        overdue: z.boolean(),
      })
      .nullable(),
    handles: z.boolean().optional().describe("the party has the order, or verifies in its grid"),
  }),
});
