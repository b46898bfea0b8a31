import { z } from "zod";
import { defineCall } from "../call.ts";
import { GridCode, RecordId } from "../vocabulary.ts";

/** A place by the names it goes by, and where it is in the grid. */
export const NamedPlace = z.object({
  id: RecordId,
  kind: z.enum(["street", "community", "grid", "courtyard"]),
  name: z.string(),
  code: z.string().optional().describe("absent: it has none"),
  aliases: z.array(z.string()).describe("门牌: addresses that it goes by besides its name"),
  grid: GridCode.optional().describe("the one grid it lies in, or is; absent: it lies in several"),
});
export type NamedPlace = z.infer<typeof NamedPlace>;

/** 地名. The streets, communities, grids and courtyards of today, a page at a time, for search by name. */
export const PlaceNames = defineCall({
  name: "registry.placeNames",
  input: z.strictObject({
    after: RecordId.optional().describe("the `next` of the page before"),
    limit: z.int().min(1).max(2000).default(2000),
  }),
  output: z.object({
    version: z.string().describe("as `registry.version`: pages of different versions do not belong together"),
    places: z.array(NamedPlace),
    next: RecordId.optional().describe("absent: that was all"),
  }),
});
