import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutRound, roundExample } from "./venture-words.ts";

/** 评审结束. The panel has signed; who comes next to money is decided and published by the fund. */
export const VentureRoundRankedV1 = defineEvent({
  subject: "social.round.ranked.v1",
  title: { zh: "评审结束", en: "Venture round ranked" },
  why: "The fund is allocated; the results are published by whoever allocates it.",
  key: ({ roundId }) => roundId,
  data: z.object({
    ...aboutRound,
    rulesVersion: z.string().describe("评选规则版本"),
    rankedCount: z.int().min(0).describe("applications in the ranking"),
    rankedAt: Instant,
  }),
  example: { ...roundExample, rulesVersion: "2017.1", rankedCount: 12, rankedAt: "2018-03-02T08:00:00.000Z" },
});
export type VentureRoundRankedV1 = DataOf<typeof VentureRoundRankedV1>;
