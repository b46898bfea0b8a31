import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, StreetCode } from "../vocabulary.ts";
import { AidId } from "./operation-words.ts";
import { OperationId } from "./words.ts";

const Tier = z.enum(["view", "assist"]).describe("查看, 协同");

/** 互助生效. One street helps another in an operation, and sees as much of it as it was given, until an instant. */
export const AidGrantedV1 = defineEvent({
  subject: "enforcement.aid.granted.v1",
  title: { zh: "互助生效", en: "Mutual aid granted" },
  why: "Both streets know who helps, what is shared, and until when.",
  key: ({ aidId }) => aidId,
  data: z.object({
    aidId: AidId,
    operationId: OperationId,
    asking: StreetCode,
    giving: StreetCode,
    share: z.object({ operation: Tier, units: Tier.optional(), persons: Tier.optional() }),
    grantedAt: Instant,
    until: Instant.describe("到期: from this instant on nothing is shared"),
  }),
  example: {
    aidId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    operationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    asking: "510108002",
    giving: "510108003",
    share: { operation: "assist", persons: "view" },
    grantedAt: "2017-12-27T12:30:00.000Z",
    until: "2017-12-27T17:00:00.000Z",
  },
});
export type AidGrantedV1 = DataOf<typeof AidGrantedV1>;
