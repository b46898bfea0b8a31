import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutRound, roundExample } from "./venture-words.ts";

/** 轮次延期. Its close was moved before it came. */
export const VentureRoundExtendedV1 = defineEvent({
  subject: "social.round.extended.v1",
  title: { zh: "轮次延期", en: "Venture round extended" },
  why: "Portals show the new close.",
  key: ({ roundId }) => roundId,
  data: z.object({ ...aboutRound, closesAt: Instant.describe("截止: the new one"), extendedAt: Instant }),
  example: { ...roundExample, closesAt: "2018-02-02T10:00:00.000Z", extendedAt: "2018-01-20T02:00:00.000Z" },
});
export type VentureRoundExtendedV1 = DataOf<typeof VentureRoundExtendedV1>;
