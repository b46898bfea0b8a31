import { CommunityCode, Day, DistrictCode, StreetCode } from "@wangge/contracts";
import { z } from "zod";

const Name = z.string().trim().min(1).max(120);

/** One year's list of the codes for statistics (统计用区划代码): the files in `data/` have this form. */
const VintageList = z.object({
  vintage: z.string().max(20),
  district: z.object({ code: DistrictCode, name: Name }),
  streets: z
    .array(
      z.object({
        code: StreetCode,
        name: Name,
        communities: z
          .array(
            z.object({ code: CommunityCode, name: Name, kind: z.enum(["residentsCommittee", "villageCommittee"]) }),
          )
          .max(500),
      }),
    )
    .min(1)
    .max(100),
});

export const VintageInput = z.strictObject({
  effectiveFrom: Day,
  list: VintageList,
  dryRun: z.boolean().default(false).describe("true: only say what would be"),
});
