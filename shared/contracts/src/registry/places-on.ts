import { z } from "zod";
import { defineCall } from "../call.ts";
import { CommunityCode, Day, GridCode, RecordId, StreetCode } from "../vocabulary.ts";

const asked = <Code extends z.ZodType>(code: Code) =>
  z.strictObject({ after: code.optional(), limit: z.int().min(1).max(500), on: Day.optional() });

/** The register's lists of places, for whoever wants the codes and names of a day, a page at a time. `next` absent: that was all. */
export const StreetsOn = defineCall({
  name: "registry.streets",
  input: asked(StreetCode),
  output: z.object({
    streets: z.array(z.object({ code: StreetCode, name: z.string(), agricultural: z.boolean() })),
    next: StreetCode.optional(),
  }),
});

export const CommunitiesOn = defineCall({
  name: "registry.communities",
  input: asked(CommunityCode),
  output: z.object({
    communities: z.array(z.object({ code: CommunityCode, name: z.string() })),
    next: CommunityCode.optional(),
  }),
});

export const GridsOn = defineCall({
  name: "registry.grids",
  input: asked(GridCode),
  output: z.object({ grids: z.array(z.object({ code: GridCode, name: z.string() })), next: GridCode.optional() }),
});

export const ZonesOn = defineCall({
  name: "registry.zones",
  input: z.strictObject({ on: Day.optional() }),
  output: z.object({ zones: z.array(z.object({ id: RecordId, name: z.string() })) }),
});
