import { z } from "zod";
import { defineCall } from "../call.ts";
import { AidId } from "./operation-words.ts";

const Frame = z
  .looseObject({ version: z.int().describe("of the operation: another one means news") })
  .describe("what the helping street may see now");

/** 互助实时共享. The first frame of a live view, for the account that asks; noted. Refused where nothing is shared with it. */
export const OpenAidStream = defineCall({
  name: "enforcement.openAidStream",
  input: z.strictObject({ aidId: AidId }),
  output: Frame,
});

/** The next frame, if there is news; refused from the instant on at which the aid is over. */
export const WatchAidStream = defineCall({
  name: "enforcement.watchAidStream",
  input: z.strictObject({ aidId: AidId, version: z.int() }),
  output: z.object({ frame: Frame.optional() }),
});

/** The live view has ended. */
export const EndAidStream = defineCall({
  name: "enforcement.endAidStream",
  input: z.strictObject({ aidId: AidId }),
  output: z.object({}),
});
