import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { BanId } from "./ban-imposed.v1.ts";

/** 已解封. Reports of this sender are taken again, before the ban would have ended by itself. */
export const BanLiftedV1 = defineEvent({
  subject: "intake.ban.lifted.v1",
  title: { zh: "已解封", en: "Ban lifted" },
  why: "Supervision and auditors see which bans were wrong or no longer needed.",
  key: ({ banId }) => banId,
  data: z.object({
    banId: BanId,
    account: z.string().describe("who lifted it; on appeal never the account that imposed it"),
    onAppeal: z.boolean().describe("an appeal was granted"),
    liftedAt: Instant,
  }),
  example: {
    banId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    account: "acc-2",
    onAppeal: true,
    liftedAt: "2017-12-28T03:20:00.000Z",
  },
});
export type BanLiftedV1 = DataOf<typeof BanLiftedV1>;
