import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, StreetCode } from "../vocabulary.ts";
import { AlarmLevel, Force, OfficerId } from "./operation-words.ts";
import { OperationId } from "./words.ts";

/** 联合行动启动. A joint operation is under way, and one officer has the command. */
export const OperationOpenedV1 = defineEvent({
  subject: "enforcement.operation.opened.v1",
  title: { zh: "联合行动启动", en: "Joint operation opened" },
  why: "The control room and the streets around know that it runs, and who commands.",
  key: ({ operationId }) => operationId,
  data: z.object({
    operationId: OperationId,
    street: StreetCode,
    type: z.string().describe("预案类型"),
    edition: z.string().describe("预案版本"),
    level: AlarmLevel,
    forces: z.array(Force),
    commander: OfficerId,
    openedAt: Instant,
    until: Instant.describe("as planned"),
    reopened: z.boolean().describe("it was closed before"),
  }),
  example: {
    operationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    street: "510108002",
    type: "night-market",
    edition: "2012.1",
    level: 1,
    forces: ["urbanManagement", "patrol", "community", "governance"],
    commander: "acc-0001",
    openedAt: "2017-12-27T12:00:00.000Z",
    until: "2017-12-27T17:00:00.000Z",
    reopened: false,
  },
});
export type OperationOpenedV1 = DataOf<typeof OperationOpenedV1>;
