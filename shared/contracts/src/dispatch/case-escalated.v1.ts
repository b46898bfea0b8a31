import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant, WorkerId } from "../vocabulary.ts";

/** 案件已升级. A missed deadline was told to the next one up the line of superiors. */
export const CaseEscalatedV1 = defineEvent({
  subject: "dispatch.case.escalated.v1",
  title: { zh: "案件已升级", en: "Case escalated" },
  why: "The superior steps in; appraisal counts how far it had to go.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    about: z
      .string()
      .describe("what was missed: verification, dispatch, handling, check, assist:<department> or supervision:<id>"),
    breachedAt: Instant.describe("the deadline that was missed"),
    level: z.int().min(1),
    post: z.string().describe("the post in the line of superiors"),
    person: WorkerId.optional().describe("who holds it; absent: vacant"),
    dueAt: Instant.describe("when this level was due; escalatedAt is when it was told"),
    escalatedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    about: "handling",
    breachedAt: "2017-12-27T06:00:00.000Z",
    level: 2,
    post: "communitySecretary",
    person: "w-0042",
    dueAt: "2017-12-27T07:00:00.000Z",
    escalatedAt: "2017-12-27T07:00:03.000Z",
  },
});
export type CaseEscalatedV1 = DataOf<typeof CaseEscalatedV1>;
