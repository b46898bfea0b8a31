import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, RecordId, WorkerId } from "../vocabulary.ts";

/** 岗位空缺. Nobody holds a post from a day on. */
export const PostVacatedV1 = defineEvent({
  subject: "registry.post.vacated.v1",
  title: { zh: "岗位空缺", en: "Post vacated" },
  why: "Rights that came with the post end; somebody has to be found.",
  key: ({ post }) => post,
  data: z.object({ change: z.int().min(1), post: RecordId, before: WorkerId, effectiveFrom: Day }),
  example: { change: 13, post: "p-0001", before: "w-0001", effectiveFrom: "2018-03-05" },
});
export type PostVacatedV1 = DataOf<typeof PostVacatedV1>;
