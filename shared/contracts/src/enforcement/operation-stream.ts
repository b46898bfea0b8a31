import { z } from "zod";
import { defineCall } from "../call.ts";
import { OperationId } from "./words.ts";

/**
 * 行动实时. One operation as whoever asks may see it, if that is not the version he has; refused from the instant on at which he may not.
 */
export const WatchOperation = defineCall({
  name: "enforcement.watchOperation",
  input: z.strictObject({
    operationId: OperationId,
    version: z.int().optional().describe("absent: whatever there is"),
  }),
  output: z.object({
    frame: z
      .looseObject({ version: z.int().describe("of the operation: another one means news") })
      .optional()
      .describe("as `operation` answers"),
  }),
});
