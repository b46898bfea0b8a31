import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Ulid } from "../vocabulary.ts";
import { aboutResolution, CaseWanted, resolutionExample } from "./council-words.ts";

/** 决议通过. A residents' council has resolved on a topic; where it names a place and a category, a case is asked for. */
export const ResolutionAdoptedV1 = defineEvent({
  subject: "social.resolution.adopted.v1",
  title: { zh: "议事决议已通过", en: "Resolution adopted" },
  why: "The community sees what was resolved; the case that carries it out is asked for.",
  key: ({ resolutionId }) => resolutionId,
  data: z.object({
    ...aboutResolution,
    sessionId: Ulid.describe("议事会议"),
    topicId: Ulid.describe("议题"),
    wanted: CaseWanted.optional().describe("absent: the community does it itself"),
    for: z.int().min(0),
    against: z.int().min(0),
    abstain: z.int().min(0),
    adoptedAt: Instant,
  }),
  example: {
    ...resolutionExample,
    sessionId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
    topicId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9Y",
    wanted: { category: "event-0201", grid: "510108001001001" },
    ...{ for: 5, against: 1, abstain: 1 },
    adoptedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type ResolutionAdoptedV1 = DataOf<typeof ResolutionAdoptedV1>;
