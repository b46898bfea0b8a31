import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, StreetCode } from "../vocabulary.ts";
import { AlarmLevel } from "./operation-words.ts";
import { OperationId } from "./words.ts";

/** 联合行动结束. Everybody is out and released; what its dossiers come to is told by them. */
export const OperationClosedV1 = defineEvent({
  subject: "enforcement.operation.closed.v1",
  title: { zh: "联合行动结束", en: "Joint operation closed" },
  why: "The control room has its forces back; appraisal counts what was done.",
  key: ({ operationId }) => operationId,
  data: z.object({
    operationId: OperationId,
    street: StreetCode,
    type: z.string().describe("预案类型"),
    level: AlarmLevel.describe("the highest it came to"),
    openedAt: Instant,
    closedAt: Instant,
    officers: z.int().min(1).describe("how many took part"),
    units: z.int().min(0),
    alarms: z.int().min(0),
    tasks: z.object({ met: z.int(), partlyMet: z.int(), notMet: z.int() }),
    dossiers: z.int().min(0).describe("案卷数"),
  }),
  example: {
    operationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    street: "510108002",
    type: "night-market",
    level: 2,
    openedAt: "2017-12-27T12:00:00.000Z",
    closedAt: "2017-12-27T16:40:00.000Z",
    officers: 30,
    units: 2,
    alarms: 1,
    tasks: { met: 2, partlyMet: 1, notMet: 0 },
    dossiers: 4,
  },
});
export type OperationClosedV1 = DataOf<typeof OperationClosedV1>;
