import { z } from "zod";
import { defineCall } from "../call.ts";

/**
 * How far the register is: the number of its last change and the day it takes for today. An answer read while both stood
 * still is still right; a cache asks this a few times a second and lets go when either moved.
 */
export const CurrentVersion = defineCall({
  name: "registry.version",
  input: z.strictObject({}),
  output: z.object({ version: z.string().describe("opaque; another one means: read again") }),
});
