import { z } from "zod";
import { defineCall } from "../call.ts";
import { CommunityCode, RecordId, StreetCode } from "../vocabulary.ts";

/**
 * 归属. What the places of these codes are today and what they lie in: a street, a community, or a courtyard by its id. A code of
 * before leads to the one that stands in its place; one that is not in the register, or stands for several now, has no answer.
 */
export const PlacesByCode = defineCall({
  name: "registry.placesByCode",
  input: z.strictObject({ codes: z.array(z.union([StreetCode, CommunityCode, RecordId])).max(500) }),
  output: z.object({
    places: z
      .array(
        z
          .object({
            kind: z.enum(["street", "community", "courtyard"]),
            street: StreetCode,
            community: CommunityCode.optional().describe("absent: a street"),
            courtyard: RecordId.optional(),
          })
          .nullable(),
      )
      .describe("in the order of the codes"),
  }),
});
export type PlaceByCode = NonNullable<z.infer<typeof PlacesByCode.output>["places"][number]>;
