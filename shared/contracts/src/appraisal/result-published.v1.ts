import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, Instant, Ulid } from "../vocabulary.ts";

export const AppraisalId = Ulid.describe("考核编号: one appraisal of one period by one scorecard");

const Digest = z.string().regex(/^[0-9a-f]{64}$/, "SHA-256, hex");

/** 考核结果已公布. From here on anyone can fetch the snapshot and make the ranking again. */
export const ResultPublishedV1 = defineEvent({
  subject: "appraisal.result.published.v1",
  title: { zh: "考核结果已公布", en: "Appraisal result published" },
  why: "Those appraised and the public know where they stand; nothing published changes but by another edition.",
  key: ({ card }) => card,
  data: z.object({
    appraisalId: AppraisalId,
    card: z.string().describe("考核表"),
    side: z
      .enum(["street", "subCentre", "zone", "work"])
      .describe("街道, 投资服务分中心, 功能区 or the work of departments and people"),
    from: Day,
    until: Day.describe("the first day after the period"),
    edition: z.int().min(1).describe("1; more after a correction"),
    asOf: Instant.describe("截止: what had been said before counts"),
    snapshot: Digest.describe("of the snapshot's bytes"),
    previous: Digest.optional().describe("of the snapshot of this scorecard that was published before"),
    publishedAt: Instant,
  }),
  example: {
    appraisalId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    card: "street",
    side: "street",
    from: "2018-01-01",
    until: "2018-04-01",
    edition: 1,
    asOf: "2018-04-09T01:00:00.000Z",
    snapshot: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    publishedAt: "2018-04-20T01:00:00.000Z",
  },
});
export type ResultPublishedV1 = DataOf<typeof ResultPublishedV1>;
