import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, Day, Instant } from "../vocabulary.ts";
import { aboutResolution, resolutionExample } from "./council-words.ts";

/** 决议落实. The case of a resolution is closed. */
export const ResolutionFulfilledV1 = defineEvent({
  subject: "social.resolution.fulfilled.v1",
  title: { zh: "决议已落实", en: "Resolution fulfilled" },
  why: "The council sees what became of its resolution; appraisal counts it.",
  key: ({ resolutionId }) => resolutionId,
  data: z.object({
    ...aboutResolution,
    caseId: CaseId,
    dueOn: Day.optional().describe("it should have been done by then"),
    fulfilledAt: Instant,
  }),
  example: {
    ...resolutionExample,
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9Z",
    dueOn: "2018-02-08",
    fulfilledAt: "2018-01-05T08:00:00.000Z",
  },
});
export type ResolutionFulfilledV1 = DataOf<typeof ResolutionFulfilledV1>;
