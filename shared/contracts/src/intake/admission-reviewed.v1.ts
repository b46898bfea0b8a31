import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { AdmissionId, DepartmentCode, Instant } from "../vocabulary.ts";

/** 已审核. One body has said what it thinks; its words stay with intake. */
export const AdmissionReviewedV1 = defineEvent({
  subject: "intake.admission.reviewed.v1",
  title: { zh: "事项准入已审核", en: "Admission reviewed" },
  why: "After an objection it is the applicant's turn, after the last agreement the district government's.",
  key: ({ admission }) => admission,
  data: z.object({
    admission: AdmissionId,
    body: DepartmentCode.describe("审核部门"),
    verdict: z.enum(["agree", "agreeWithConditions", "object"]),
    leadsTo: z.enum(["inReview", "returned", "reviewed"]).describe("others to come; the applicant's turn; all agree"),
    round: z.int().min(1),
    reviewedAt: Instant,
  }),
  example: {
    admission: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    body: "legal-affairs",
    verdict: "agree",
    leadsTo: "inReview",
    round: 1,
    reviewedAt: "2017-12-28T01:20:00.000Z",
  },
});
export type AdmissionReviewedV1 = DataOf<typeof AdmissionReviewedV1>;
