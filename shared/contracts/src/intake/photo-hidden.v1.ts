import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutPhoto, examplePhoto, HidingGround } from "./photo-words.ts";

/** 照片已隐藏. Nobody but the office sees it until it is shown again. */
export const PhotoHiddenV1 = defineEvent({
  subject: "intake.photo.hidden.v1",
  title: { zh: "照片已隐藏", en: "Photo hidden" },
  why: "Whoever has shown it stops; the reason in words stays with intake.",
  key: ({ reportId }) => reportId,
  data: z.object({ ...aboutPhoto, ground: HidingGround, hiddenAt: Instant }),
  example: { ...examplePhoto, ground: "privacy", hiddenAt: "2017-12-27T02:20:00.000Z" },
});
export type PhotoHiddenV1 = DataOf<typeof PhotoHiddenV1>;
