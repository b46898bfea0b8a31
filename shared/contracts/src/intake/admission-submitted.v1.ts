import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { AdmissionId, ContentHash, DepartmentCode, Instant, ItemCode } from "../vocabulary.ts";

/** 准入已申请. A department asks to hand items down, to change or to take back some; the bodies named are to review it. */
export const AdmissionSubmittedV1 = defineEvent({
  subject: "intake.admission.submitted.v1",
  title: { zh: "事项准入已申请", en: "Admission submitted" },
  why: "The bodies named begin their review.",
  key: ({ admission }) => admission,
  data: z.object({
    admission: AdmissionId,
    department: DepartmentCode.describe("申请部门"),
    items: z.array(ItemCode).min(1),
    hash: ContentHash.describe("what is reviewed and approved has to have the same"),
    reviewers: z.array(DepartmentCode).min(1).describe("bodies whose review is still to come"),
    round: z.int().min(1).describe("1 for the first submission, +1 after each objection"),
    submittedAt: Instant,
  }),
  example: {
    admission: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    department: "civil-affairs",
    items: ["item-0139"],
    hash: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    reviewers: ["legal-affairs", "public-service-center", "street-office"],
    round: 1,
    submittedAt: "2017-12-27T01:20:00.000Z",
  },
});
export type AdmissionSubmittedV1 = DataOf<typeof AdmissionSubmittedV1>;
