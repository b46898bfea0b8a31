import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { AdmissionId, DepartmentCode, Instant, ItemCode } from "../vocabulary.ts";

/** 不予准入. The district government has turned it down; its reason stays with intake. */
export const AdmissionRejectedV1 = defineEvent({
  subject: "intake.admission.rejected.v1",
  title: { zh: "事项准入未通过", en: "Admission rejected" },
  why: "The department learns that its items stay as they are.",
  key: ({ admission }) => admission,
  data: z.object({
    admission: AdmissionId,
    department: DepartmentCode.describe("申请部门"),
    items: z.array(ItemCode).min(1),
    rejectedAt: Instant,
  }),
  example: {
    admission: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    department: "civil-affairs",
    items: ["item-0139"],
    rejectedAt: "2018-01-05T01:20:00.000Z",
  },
});
export type AdmissionRejectedV1 = DataOf<typeof AdmissionRejectedV1>;
