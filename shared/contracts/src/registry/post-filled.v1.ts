import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, RecordId, WorkerId } from "../vocabulary.ts";

/** 岗位任职. A post has another holder from a day on, by number, never by name. */
export const PostFilledV1 = defineEvent({
  subject: "registry.post.filled.v1",
  title: { zh: "岗位任职", en: "Post filled" },
  why: "Rights and duties that come with the post go to the holder.",
  key: ({ post }) => post,
  data: z.object({
    change: z.int().min(1),
    post: RecordId,
    holder: WorkerId,
    before: WorkerId.optional(),
    effectiveFrom: Day,
  }),
  example: { change: 13, post: "p-0001", holder: "w-0002", before: "w-0001", effectiveFrom: "2018-03-05" },
});
export type PostFilledV1 = DataOf<typeof PostFilledV1>;
