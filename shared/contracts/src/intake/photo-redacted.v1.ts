import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutPhoto, examplePhoto } from "./photo-words.ts";

/** 照片已涂黑. What everybody sees of it has changed. */
export const PhotoRedactedV1 = defineEvent({
  subject: "intake.photo.redacted.v1",
  title: { zh: "照片已涂黑", en: "Photo redacted" },
  why: "Copies that were made of it are let go and asked for again.",
  key: ({ reportId }) => reportId,
  data: z.object({
    ...aboutPhoto,
    boxCount: z.int().min(0).describe("black boxes in it now; 0: none any more"),
    redactedAt: Instant,
  }),
  example: { ...examplePhoto, boxCount: 2, redactedAt: "2017-12-27T02:30:00.000Z" },
});
export type PhotoRedactedV1 = DataOf<typeof PhotoRedactedV1>;
