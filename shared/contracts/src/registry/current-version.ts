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

/**
 * For how long an answer of the register may be used again: a replica of it says how far it is only while it has looked at its
 * journal within `followMs`, so that nothing that is kept `leaseMs` is older than a second.
 */
export const registerLease = { name: "registry", leaseMs: 600, followMs: 400 } as const;
