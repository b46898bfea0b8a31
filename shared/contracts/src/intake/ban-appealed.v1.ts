import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { BanId } from "./ban-imposed.v1.ts";

/** 已申诉. A banned sender says that the ban is wrong; what he says stays with intake. */
export const BanAppealedV1 = defineEvent({
  subject: "intake.ban.appealed.v1",
  title: { zh: "封禁已申诉", en: "Ban appealed" },
  why: "Supervisors are told that an appeal waits for another person than the one who imposed the ban.",
  key: ({ banId }) => banId,
  data: z.object({ banId: BanId, appealedAt: Instant }),
  example: { banId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", appealedAt: "2017-12-27T03:20:00.000Z" },
});
export type BanAppealedV1 = DataOf<typeof BanAppealedV1>;
