import { z } from "zod";
import { defineCall } from "../call.ts";
import { GridCode, Point } from "../vocabulary.ts";

/** Where the grids of today are, a page at a time: the register's list of grids, read for their centres. */
export const GridCentres = defineCall({
  name: "registry.grids",
  input: z.strictObject({ after: GridCode.optional(), limit: z.int().min(1).max(500) }),
  output: z.object({
    grids: z.array(z.object({ code: GridCode, centre: Point })),
    next: GridCode.optional().describe("absent: that was all"),
  }),
});
