import { CommunityCode, DepartmentCode, Instant, OrganizationId, RecordId, StreetCode, Ulid } from "@wangge/contracts";
import { CreditCode, OrganizationForm, OrganizationStatus } from "@wangge/contracts/events";
import { z } from "zod";

export const Account = z.string().trim().min(1).max(200).describe("account of the identity provider");
export const Text = z.string().trim().min(1).max(200);
export const PlaceCode = z
  .union([StreetCode, CommunityCode, RecordId])
  .describe("街道, 社区 by code, or 院落 by its id: the narrowest that it is at home in");
export const Place = z.object({
  street: StreetCode,
  community: CommunityCode.optional(),
  courtyard: RecordId.optional(),
});
export const ById = z.strictObject({ organizationId: OrganizationId });
/** Written one way, so that instants compare as they sort. */
export const At = Instant.transform((instant) => new Date(instant).toISOString());

const Members = z.strictObject({ individuals: z.int().min(0), units: z.int().min(0) }).describe("个人会员, 单位会员");

export const ProfileInput = z.strictObject({
  name: Text,
  form: OrganizationForm,
  supervisor: DepartmentCode.optional().describe("业务主管单位. Absent: registered directly"),
  scope: z.string().trim().min(1).max(1000).describe("业务范围"),
  place: PlaceCode,
  members: Members,
});
export type ProfileInput = z.output<typeof ProfileInput>;

export { CreditCode, OrganizationForm, OrganizationStatus };
export const Page = { after: Ulid.optional(), limit: z.int().min(1).max(200).default(50) } as const;

/** A page, and where the next one begins. */
export const nextOf = (found: readonly { readonly id: string }[], limit: number): { readonly next?: string } => {
  const last = found.length === limit ? found.at(-1)?.id : undefined;
  return last === undefined ? {} : { next: last };
};
