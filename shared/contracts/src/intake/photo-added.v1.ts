import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutPhoto, examplePhoto, PhotoStage, PhotoView } from "./photo-words.ts";
import { Channel } from "./report-accepted.v1.ts";

/** 照片已添加. A report has one photo more. Where it was taken stays with intake: it may be somebody's home. */
export const PhotoAddedV1 = defineEvent({
  subject: "intake.photo.added.v1",
  title: { zh: "照片已添加", en: "Photo added" },
  why: "Whoever works on the case looks at it; checking asks for photos before and after.",
  key: ({ reportId }) => reportId,
  data: z.object({
    ...aboutPhoto,
    view: PhotoView,
    stage: PhotoStage,
    channel: Channel,
    takenAt: Instant.optional().describe("as its sender or the picture itself says"),
    addedAt: Instant,
  }),
  example: {
    ...examplePhoto,
    view: "near",
    stage: "report",
    channel: "app",
    takenAt: "2017-12-27T01:10:00.000Z",
    addedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type PhotoAddedV1 = DataOf<typeof PhotoAddedV1>;
