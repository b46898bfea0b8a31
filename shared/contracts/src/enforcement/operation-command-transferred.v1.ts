import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, StreetCode } from "../vocabulary.ts";
import { OfficerId } from "./operation-words.ts";
import { OperationId } from "./words.ts";

/** 指挥权移交. From this instant on another officer has the command, and the one before has it no more. */
export const OperationCommandTransferredV1 = defineEvent({
  subject: "enforcement.operation.command-transferred.v1",
  title: { zh: "指挥权移交", en: "Command transferred" },
  why: "Everybody knows at any time who commands.",
  key: ({ operationId }) => operationId,
  data: z.object({
    operationId: OperationId,
    street: StreetCode,
    from: OfficerId,
    to: OfficerId,
    how: z
      .enum(["accepted", "taken"])
      .describe("移交, 代行: the deputy takes over from a commander who does not answer"),
    at: Instant,
  }),
  example: {
    operationId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    street: "510108002",
    from: "acc-0001",
    to: "acc-0002",
    how: "accepted",
    at: "2017-12-27T14:00:00.000Z",
  },
});
export type OperationCommandTransferredV1 = DataOf<typeof OperationCommandTransferredV1>;
