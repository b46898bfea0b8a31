import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { BanId } from "./ban-imposed.v1.ts";

/** 维持封禁. Another person has looked at the appeal, and the ban stays. */
export const BanUpheldV1 = defineEvent({
  subject: "intake.ban.upheld.v1",
  title: { zh: "维持封禁", en: "Ban upheld" },
  why: "Supervision and auditors see that appeals are decided, by whom and how.",
  key: ({ banId }) => banId,
  data: z.object({
    banId: BanId,
    account: z.string().describe("who decided: never the account that imposed the ban"),
    upheldAt: Instant,
  }),
  example: { banId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", account: "acc-2", upheldAt: "2017-12-28T03:20:00.000Z" },
});
export type BanUpheldV1 = DataOf<typeof BanUpheldV1>;
