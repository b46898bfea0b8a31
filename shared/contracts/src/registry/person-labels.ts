import { z } from "zod";
import { defineCall } from "../call.ts";
import { WorkerId } from "../vocabulary.ts";

/** 称呼. What a screen shows of people of the register, those who have left it too; whom it does not know is left out. */
export const PersonLabels = defineCall({
  name: "registry.personLabels",
  input: z.strictObject({
    ids: z.array(z.string().max(200)).max(1_000).describe("numbers of people; others are allowed"),
  }),
  output: z.object({ people: z.array(z.object({ id: WorkerId, label: z.string().describe("never a name") })) }),
});
