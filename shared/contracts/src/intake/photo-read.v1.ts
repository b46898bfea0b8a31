import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Ulid } from "../vocabulary.ts";
import { aboutPhoto, examplePhoto } from "./photo-words.ts";
import { ReaderRole, ReadingPurpose } from "./reporter-unmasked.v1.ts";

/** 已查看照片原图. An account has seen a photo without its black boxes, or one that is hidden, with a reason that stays with intake. */
export const PhotoReadV1 = defineEvent({
  subject: "intake.photo.read.v1",
  title: { zh: "已查看照片原图", en: "Photo read" },
  why: "Supervision and auditors see who looks at what others may not, how often and what for.",
  key: ({ reportId }) => reportId,
  data: z.object({
    ...aboutPhoto,
    accessId: Ulid.describe("the entry in intake's audit"),
    account: z.string().describe("an account of the identity provider, never a name"),
    role: ReaderRole,
    purpose: ReadingPurpose,
    readAt: Instant,
  }),
  example: {
    ...examplePhoto,
    accessId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X",
    account: "acc-1",
    role: "supervisor",
    purpose: "verification",
    readAt: "2017-12-27T02:20:00.000Z",
  },
});
export type PhotoReadV1 = DataOf<typeof PhotoReadV1>;
