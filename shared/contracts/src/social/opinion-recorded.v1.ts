import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CommunityCode, Instant, Ulid } from "../vocabulary.ts";

/** 民意登记. A letter of an opinion box, or what somebody brought to an opinion room, is written down and goes on. */
export const OpinionRecordedV1 = defineEvent({
  subject: "social.opinion.recorded.v1",
  title: { zh: "社情民意已登记", en: "Opinion recorded" },
  why: "It is handed on from here; who counts opinions sees that as many go out as came in.",
  key: ({ opinionId }) => opinionId,
  data: z.object({
    opinionId: Ulid,
    collectionId: Ulid.describe("the emptying of a box, or a visit to a room"),
    community: CommunityCode,
    from: z.enum(["room", "box"]).describe("民情受理室, 社情民意受理箱"),
    to: z.enum(["intake", "council"]).describe("意见建议, 议题"),
    recordedAt: Instant,
  }),
  example: {
    opinionId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    collectionId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
    community: "510108001001",
    from: "box",
    to: "intake",
    recordedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type OpinionRecordedV1 = DataOf<typeof OpinionRecordedV1>;
