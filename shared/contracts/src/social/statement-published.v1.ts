import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CommunityCode, Instant, Ulid } from "../vocabulary.ts";

/** 新闻发布. A spokesperson's statement, or its correction, can be read by everybody. */
export const StatementPublishedV1 = defineEvent({
  subject: "social.statement.published.v1",
  title: { zh: "社区新闻已发布", en: "Statement published" },
  why: "Readers of the community hear of it, and that an earlier version was corrected.",
  key: ({ statementId }) => statementId,
  data: z.object({
    statementId: Ulid,
    community: CommunityCode,
    number: z.int().min(1).describe("of the version; above 1 it is a correction"),
    publishedAt: Instant,
  }),
  example: {
    statementId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    community: "510108001001",
    number: 1,
    publishedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type StatementPublishedV1 = DataOf<typeof StatementPublishedV1>;
