import { z } from "zod";
import { defineCall } from "../call.ts";
import { Point, RecordId } from "../vocabulary.ts";

/** The courtyards 院落 that a point lies in, on its edge too; none outside them, on a road for instance. */
export const CourtyardsAt = defineCall({
  name: "registry.courtyardsAt",
  input: z.strictObject({ point: Point }),
  output: z.object({ courtyards: z.array(RecordId) }),
});
