import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, StreetCode } from "../vocabulary.ts";
import { OfficerId } from "./operation-words.ts";
import { OperationId } from "./words.ts";

/** 安全警报. An officer in an operation was not heard of in time, or asks for help. Once for each time. */
export const OperationAlarmRaisedV1 = defineEvent({
  subject: "enforcement.operation.alarm-raised.v1",
  title: { zh: "安全警报", en: "Safety alarm raised" },
  why: "Whoever can help learns of it at once.",
  key: ({ operationId }) => operationId,
  data: z.object({
    operationId: OperationId,
    street: StreetCode,
    alarm: z.string().describe("its number in the operation"),
    kind: z.enum(["missedCheckIn", "help"]).describe("未按时报平安, 求助"),
    officer: OfficerId,
    dueAt: Instant.optional().describe("the check-in that was missed"),
    raisedAt: Instant,
    acknowledgeBy: Instant.describe("somebody has to have seen it by then"),
  }),
  example: {
    operationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    street: "510108002",
    alarm: "a1",
    kind: "missedCheckIn",
    officer: "acc-0007",
    dueAt: "2017-12-27T12:30:00.000Z",
    raisedAt: "2017-12-27T12:33:02.000Z",
    acknowledgeBy: "2017-12-27T12:38:02.000Z",
  },
});
export type OperationAlarmRaisedV1 = DataOf<typeof OperationAlarmRaisedV1>;
