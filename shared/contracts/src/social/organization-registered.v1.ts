import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, StreetCode } from "../vocabulary.ts";
import { aboutOrganization, organizationExample, CreditCode, OrganizationForm } from "./organization-words.ts";

/** 社会组织已登记. An organization is registered with civil affairs from this day on. */
export const OrganizationRegisteredV1 = defineEvent({
  subject: "social.organization.registered.v1",
  title: { zh: "社会组织已登记", en: "Organization registered" },
  why: "From now on it can apply for grants and purchases.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    form: OrganizationForm,
    code: CreditCode,
    registeredOn: Day,
    street: StreetCode.describe("where it is at home"),
  }),
  example: {
    ...organizationExample,
    form: "association",
    code: "515101085000100115",
    registeredOn: "2018-01-10",
    street: "510108002",
  },
});
export type OrganizationRegisteredV1 = DataOf<typeof OrganizationRegisteredV1>;
