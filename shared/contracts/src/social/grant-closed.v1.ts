import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, OrganizationId } from "../vocabulary.ts";
import { Amount, Currency, GrantId, GrantOutcome } from "./grant-words.ts";

/** 资助项目已结项. To the last fen: what was paid is used or came back, the rest is free again. */
export const GrantClosedV1 = defineEvent({
  subject: "social.grant.closed.v1",
  title: { zh: "资助项目已结项", en: "Grant closed" },
  why: "Appraisal counts what it came to; nothing moves on it any more.",
  key: ({ grantId }) => grantId,
  data: z.object({
    grantId: GrantId,
    organization: OrganizationId,
    outcome: GrantOutcome,
    amount: Amount,
    paid: Amount,
    repaid: Amount,
    used: Amount,
    currency: Currency,
    closedAt: Instant,
  }),
  example: {
    grantId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    organization: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    outcome: "completed",
    amount: 18_000_000,
    paid: 18_000_000,
    repaid: 1_000_000,
    used: 17_000_000,
    currency: "CNY",
    closedAt: "2017-12-20T01:00:00.000Z",
  },
});
export type GrantClosedV1 = DataOf<typeof GrantClosedV1>;
