import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutRound, roundExample } from "./venture-words.ts";

/** 轮次截止. Nothing more is taken. */
export const VentureRoundClosedV1 = defineEvent({
  subject: "social.round.closed.v1",
  title: { zh: "轮次截止", en: "Venture round closed" },
  why: "Portals take the call down; reviewers declare their ties.",
  key: ({ roundId }) => roundId,
  data: z.object({ ...aboutRound, closedAt: Instant }),
  example: { ...roundExample, closedAt: "2018-01-26T10:00:00.000Z" },
});
export type VentureRoundClosedV1 = DataOf<typeof VentureRoundClosedV1>;
