import { z } from "zod";
import { defineCall } from "../call.ts";
import { GridCode, WorkerId } from "../vocabulary.ts";

/**
 * 上级. Who holds the posts above a grid, from the one who answers for it up to the street, today: stand-ins where the holder is
 * away. A post that nobody holds is there without a person; a grid that is not in the register has no line.
 */
export const SuperiorsOf = defineCall({
  name: "registry.superiors",
  input: z.strictObject({ grids: z.array(GridCode).min(1).max(500) }),
  output: z.object({
    lines: z
      .array(z.array(z.object({ post: z.string(), person: WorkerId.optional() })))
      .describe("in the order of the grids, each from below upwards"),
  }),
});
export type Superiors = z.infer<typeof SuperiorsOf.output>["lines"][number];
