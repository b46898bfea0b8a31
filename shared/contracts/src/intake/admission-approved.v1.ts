import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { AdmissionId, ContentHash, Day, DepartmentCode, Instant, ItemCode } from "../vocabulary.ts";

/** 已审定. The district government has approved exactly this content; the power list follows. */
export const AdmissionApprovedV1 = defineEvent({
  subject: "intake.admission.approved.v1",
  title: { zh: "事项准入已审定", en: "Admission approved" },
  why: "The department and the bodies that take the items on prepare for their first day.",
  key: ({ admission }) => admission,
  data: z.object({
    admission: AdmissionId,
    origin: z.enum(["admission", "reform"]).describe("reform: the list decided before there was this system"),
    department: DepartmentCode.describe("申请部门; of the reform's own list the district government"),
    items: z.array(ItemCode).min(1),
    hash: ContentHash,
    approvedOn: Day,
    approvedAt: Instant,
  }),
  example: {
    admission: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    origin: "admission",
    department: "civil-affairs",
    items: ["item-0139"],
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    approvedOn: "2018-01-05",
    approvedAt: "2018-01-05T01:20:00.000Z",
  },
});
export type AdmissionApprovedV1 = DataOf<typeof AdmissionApprovedV1>;
