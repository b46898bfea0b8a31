import { z } from "zod";
import { defineCall } from "../call.ts";
import { GridCode } from "../vocabulary.ts";

/** A ring of positions, WGS-84 degrees, the first one again at its end, as GeoJSON has it. */
const Ring = z.array(z.tuple([z.number(), z.number()]));

/** 网格范围: the ground of one grid, and what kind of housing it is. */
export const GridShape = z.object({
  grid: GridCode.describe("its code of today, where the one asked for is from before"),
  management: z
    .enum(["propertyManaged", "unmanagedCourtyard", "unitDormitory", "ruralResettlement"])
    .describe("有物管小区, 无物管院落, 单位宿舍, 农民集中安置区"),
  ring: Ring.describe("its boundary: lng, lat"),
});
export type GridShape = z.infer<typeof GridShape>;

/** The ground of each of these grids today; null for a code that leads to none, or to several. */
export const GridShapes = defineCall({
  name: "registry.gridShapes",
  input: z.strictObject({ grids: z.array(GridCode).min(1).max(200) }),
  output: z.object({ shapes: z.array(GridShape.nullable()).describe("in the order of the codes") }),
});
