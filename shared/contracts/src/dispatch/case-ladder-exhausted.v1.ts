import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, GridCode, Instant } from "../vocabulary.ts";

/** 案件升级到顶. Everybody in the line of superiors was told, and the deadline is still missed. */
export const CaseLadderExhaustedV1 = defineEvent({
  subject: "dispatch.case.ladder-exhausted.v1",
  title: { zh: "案件升级到顶", en: "Ladder exhausted" },
  why: "The last alarm about it: somebody outside the line has to look.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    about: z.string().describe("what was missed"),
    breachedAt: Instant,
    dueAt: Instant.describe("when this alarm was due"),
    exhaustedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    about: "handling",
    breachedAt: "2017-12-27T06:00:00.000Z",
    dueAt: "2017-12-28T07:00:00.000Z",
    exhaustedAt: "2017-12-28T07:00:03.000Z",
  },
});
export type CaseLadderExhaustedV1 = DataOf<typeof CaseLadderExhaustedV1>;
