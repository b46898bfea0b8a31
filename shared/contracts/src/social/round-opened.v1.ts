import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutRound, roundExample } from "./venture-words.ts";

/** 轮次开放. Organizations may apply until it closes. */
export const VentureRoundOpenedV1 = defineEvent({
  subject: "social.round.opened.v1",
  title: { zh: "轮次开放", en: "Venture round opened" },
  why: "Portals show the call; hubs tell those that they mentor.",
  key: ({ roundId }) => roundId,
  data: z.object({
    ...aboutRound,
    opensAt: Instant,
    closesAt: Instant.describe("截止: an application at this instant is late"),
  }),
  example: { ...roundExample, opensAt: "2017-12-27T01:00:00.000Z", closesAt: "2018-01-26T10:00:00.000Z" },
});
export type VentureRoundOpenedV1 = DataOf<typeof VentureRoundOpenedV1>;
