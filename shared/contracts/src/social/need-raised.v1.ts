import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CommunityCode, Instant, Ulid } from "../vocabulary.ts";
import { CaseWanted } from "./council-words.ts";

/** 联系户需求. A representative has brought what a household needs; a case is asked for. */
export const NeedRaisedV1 = defineEvent({
  subject: "social.need.raised.v1",
  title: { zh: "联系户需求已提出", en: "Need raised" },
  why: "The case is asked for; appraisal counts what contacts lead to.",
  key: ({ needId }) => needId,
  data: z.object({
    needId: Ulid,
    representative: z.string().describe("account of the representative"),
    community: CommunityCode,
    wanted: CaseWanted,
    raisedAt: Instant,
  }),
  example: {
    needId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    representative: "acc-representative-1",
    community: "510108001001",
    wanted: { category: "event-0201", grid: "510108001001001" },
    raisedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type NeedRaisedV1 = DataOf<typeof NeedRaisedV1>;
