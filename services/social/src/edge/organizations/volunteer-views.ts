import { CommunityCode, GridCode, Instant, OrganizationId } from "@wangge/contracts";
import { VolunteerNeedId } from "@wangge/contracts/events";
import type { Stored } from "@wangge/kit";
import { z } from "zod";
import { codeOf } from "../../app/organizations/words.ts";
import type { Fit, Need } from "../../domain/organizations/volunteers/index.ts";

export const Organizer = z.union([
  z.object({ kind: z.literal("organization"), id: OrganizationId }),
  z.object({ kind: z.literal("community"), id: CommunityCode }),
]);
const Skills = z.array(codeOf("skill"));

export const NeedView = z.object({
  needId: VolunteerNeedId,
  version: z.int(),
  status: z.enum(["open", "closed"]),
  title: z.string(),
  organizer: Organizer,
  community: CommunityCode,
  grid: GridCode.optional(),
  from: Instant,
  to: Instant,
  skills: Skills,
  wanted: z.int(),
  signedUp: z.int().describe("how many have signed up; never who"),
  reason: codeOf("closeNeed").optional(),
});
export const needView = ({ id, version, state }: Stored<Need>): z.input<typeof NeedView> => {
  const { title, organizer, community, grid, from, to, skills, wanted } = state.content;
  return {
    needId: id,
    version,
    status: state.status,
    ...{ title, organizer, community, from, to, wanted },
    ...(grid === undefined ? {} : { grid }),
    skills: [...skills],
    signedUp: state.signedUp.length,
    ...(state.reason === undefined ? {} : { reason: state.reason }),
  };
};

export const FitView = z.object({
  fits: z.boolean(),
  score: z.int(),
  reasons: z.array(
    z.object({
      reason: z
        .enum(["sameGrid", "sameCommunity", "sameStreet", "skilled", "wholeTime", "fewHours"])
        .describe("同网格, 同社区, 同街道, 技能相符, 全程可到, 时长较少"),
      points: z.int(),
    }),
  ),
  against: z
    .array(z.enum(["left", "signedUp", "otherStreet", "skillMissing", "noTime"]))
    .describe("why not: 已注销, 已报名, 不在本街道, 缺少技能, 时间不合"),
  minutes: z.int().describe("of the need, when he can"),
  missing: Skills,
});
export const fitView = ({ reasons, against, missing, ...rest }: Fit): z.input<typeof FitView> => ({
  ...rest,
  reasons: [...reasons],
  against: [...against],
  missing: [...missing],
});
