import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutPhoto, examplePhoto } from "./photo-words.ts";

/** 照片已删除. With what its report said; nobody can see it again. */
export const PhotoRemovedV1 = defineEvent({
  subject: "intake.photo.removed.v1",
  title: { zh: "照片已删除", en: "Photo removed" },
  why: "Copies that were made of it are deleted.",
  key: ({ reportId }) => reportId,
  data: z.object({ ...aboutPhoto, removedAt: Instant }),
  example: { ...examplePhoto, removedAt: "2018-12-27T02:20:00.000Z" },
});
export type PhotoRemovedV1 = DataOf<typeof PhotoRemovedV1>;
