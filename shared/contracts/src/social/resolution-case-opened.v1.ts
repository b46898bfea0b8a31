import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, Instant } from "../vocabulary.ts";
import { aboutResolution, resolutionExample } from "./council-words.ts";

/** 决议转案件. The reception has taken a resolution on; its case is the report's. */
export const ResolutionCaseOpenedV1 = defineEvent({
  subject: "social.resolution.case-opened.v1",
  title: { zh: "决议已转为案件", en: "Resolution has its case" },
  why: "Whoever follows the resolution follows the case from here.",
  key: ({ resolutionId }) => resolutionId,
  data: z.object({
    ...aboutResolution,
    caseId: CaseId,
    openedAt: Instant,
  }),
  example: {
    ...resolutionExample,
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9Z",
    openedAt: "2017-12-27T01:21:00.000Z",
  },
});
export type ResolutionCaseOpenedV1 = DataOf<typeof ResolutionCaseOpenedV1>;
