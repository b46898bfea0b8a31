import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutPhoto, examplePhoto } from "./photo-words.ts";

/** 照片已恢复. A hidden photo is seen again. */
export const PhotoShownV1 = defineEvent({
  subject: "intake.photo.shown.v1",
  title: { zh: "照片已恢复", en: "Photo shown again" },
  why: "Whoever stopped showing it may show it again.",
  key: ({ reportId }) => reportId,
  data: z.object({ ...aboutPhoto, shownAt: Instant }),
  example: { ...examplePhoto, shownAt: "2017-12-27T02:40:00.000Z" },
});
export type PhotoShownV1 = DataOf<typeof PhotoShownV1>;
