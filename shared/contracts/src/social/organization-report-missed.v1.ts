import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day } from "../vocabulary.ts";
import { aboutOrganization, organizationExample } from "./organization-words.ts";

/** 年度工作报告逾期. The last day of an annual report is over, and it is not there. */
export const OrganizationReportMissedV1 = defineEvent({
  subject: "social.organization.report-missed.v1",
  title: { zh: "年度工作报告逾期", en: "Annual report missed" },
  why: "Supervisor and registrar ask for it; calls take it into account.",
  key: ({ organizationId }) => organizationId,
  data: z.object({
    ...aboutOrganization,
    year: z.int().describe("the year that it is about"),
    to: z.enum(["supervisor", "registrar"]).describe("业务主管单位, 登记管理机关"),
    lastDay: Day,
  }),
  example: {
    ...organizationExample,
    year: 2018,
    to: "registrar",
    lastDay: "2019-05-31",
  },
});
export type OrganizationReportMissedV1 = DataOf<typeof OrganizationReportMissedV1>;
