import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { GridCode, Instant, ReportId, Ulid } from "../vocabulary.ts";

/** 来自外部程序的意见. The program that a report came through says something of it; what it says stays with intake. */
export const CommentReceivedV1 = defineEvent({
  subject: "intake.comment.received.v1",
  title: { zh: "外部意见已收", en: "Comment received" },
  why: "A dispatcher reads it, and looks again where it says that a closed case is not done. No state changes by it.",
  key: ({ grid }) => grid,
  data: z.object({
    commentId: Ulid,
    reportId: ReportId,
    grid: GridCode,
    asksToReopen: z.boolean().describe("it came after the end of the case, and says that the matter is not done"),
    receivedAt: Instant,
  }),
  example: {
    commentId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
    reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    asksToReopen: true,
    receivedAt: "2017-12-27T07:30:00.000Z",
  },
});
export type CommentReceivedV1 = DataOf<typeof CommentReceivedV1>;
