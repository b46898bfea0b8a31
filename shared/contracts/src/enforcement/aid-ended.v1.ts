import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, StreetCode } from "../vocabulary.ts";
import { AidId } from "./operation-words.ts";
import { OperationId } from "./words.ts";

/** 互助结束. Nothing is shared any more. */
export const AidEndedV1 = defineEvent({
  subject: "enforcement.aid.ended.v1",
  title: { zh: "互助结束", en: "Mutual aid ended" },
  why: "Both streets know that it is over; the helpers go home.",
  key: ({ aidId }) => aidId,
  data: z.object({
    aidId: AidId,
    operationId: OperationId,
    asking: StreetCode,
    giving: StreetCode,
    why: z
      .enum(["expired", "revoked", "recalled", "operationClosed"])
      .describe("到期; 被求助方撤销; 援助方召回; 行动结束"),
    endedAt: Instant,
  }),
  example: {
    aidId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
    operationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    asking: "510108002",
    giving: "510108003",
    why: "expired",
    endedAt: "2017-12-27T17:00:00.000Z",
  },
});
export type AidEndedV1 = DataOf<typeof AidEndedV1>;
