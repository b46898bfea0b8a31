import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { Amount, FundBookId, RoundId } from "./grant-words.ts";

/** 资助决定公示. A round is determined, and everybody may object. */
export const AllocationPublicizedV1 = defineEvent({
  subject: "social.allocation.publicized.v1",
  title: { zh: "资助决定公示", en: "Determination publicized" },
  why: "Whoever objects does so before publicUntil; each edition is publicized anew.",
  key: ({ round }) => round,
  data: z.object({
    round: RoundId,
    edition: z.int().min(1),
    book: FundBookId,
    granted: Amount.describe("all together"),
    grants: z.int().min(0),
    changed: z.int().min(0).describe("awards that are not what the rule gave, or the edition before"),
    publicUntil: Instant,
    determinedAt: Instant,
  }),
  example: {
    round: "01JD6Z0Q8V4Y7R2K3M5N6P8T9R",
    edition: 1,
    book: "welfare-lottery-20170101",
    granted: 98_000_000,
    grants: 7,
    changed: 0,
    publicUntil: "2017-03-10T10:00:00.000Z",
    determinedAt: "2017-03-01T01:00:00.000Z",
  },
});
export type AllocationPublicizedV1 = DataOf<typeof AllocationPublicizedV1>;
