import { z } from "zod";
import { defineCall } from "../call.ts";
import { Day, RecordId, WorkerId } from "../vocabulary.ts";

/**
 * 轮值与请假. Whose turn it is in the rota of a section on each of these days, and which of these people are away on the first of them.
 * A day on which the section has no rota, or all of it is away, is there without a person.
 */
export const DutyTurns = defineCall({
  name: "registry.dutyTurns",
  input: z.strictObject({
    section: RecordId.optional(),
    from: Day,
    to: Day,
    persons: z.array(WorkerId).max(1000).default([]),
  }),
  output: z.object({
    turns: z.array(z.object({ day: Day, person: WorkerId.optional() })),
    away: z.array(WorkerId),
  }),
});
