import { z } from "zod";
import { defineCall } from "../call.ts";
import { GridCode, Point } from "../vocabulary.ts";

/** A place: a point, or a grid that somebody chose. */
export const Place = z.union([z.strictObject({ point: Point }), z.strictObject({ grid: GridCode })]);
export type Place = z.infer<typeof Place>;

/** Which grid each of these places lies in; null where a point is outside the district or a grid is not in the register. */
export const ResolvePlaces = defineCall({
  name: "registry.resolve",
  input: z.strictObject({ places: z.array(Place).min(1).max(1000) }),
  output: z.object({ grids: z.array(GridCode.nullable()).describe("in the order of the places") }),
});
