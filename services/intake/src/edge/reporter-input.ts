import { Visibility } from "@wangge/contracts";
import { ReadingPurpose } from "@wangge/contracts/events";
import { withoutNumbers } from "@wangge/kit";
import { z } from "zod";
import { identityNumberOf, phoneOf } from "../domain/index.ts";

const text = z.string().max(40);

export const Phone = text
  .refine((phone) => phoneOf(phone) !== undefined, "a number of mainland China: mobile, or landline with its area code")
  .transform((phone) => phoneOf(phone) ?? "")
  .describe("电话");

const IdentityNumber = text
  .refine(
    (number) => identityNumberOf(number) !== undefined,
    "an identity number of 18 places with its check character",
  )
  .transform((number) => identityNumberOf(number) ?? "")
  .describe("公民身份号码, GB 11643");

/** 报告人. Who reports may stay unknown, or tell as much of himself as he likes. */
export const ReporterInput = z
  .strictObject({
    name: z.string().trim().min(1).max(60).optional(),
    phone: Phone.optional(),
    email: z.email().max(254).optional(),
    identityNumber: IdentityNumber.optional(),
  })
  .refine((fields) => Object.values(fields).some((value) => value !== undefined), "leave it out to stay unknown");

/** What a report may say of whom it comes from and who may know of it. */
export const whoReports = {
  reporter: ReporterInput.optional().describe(
    "报告人: absent: anonymous; sealed, and never shown to who handles the case",
  ),
  visibility: Visibility.default("public"),
  deviceId: z
    .string()
    .trim()
    .min(8)
    .max(200)
    .optional()
    .describe(
      "设备编号, as the app or an Open311 client names its device; kept as a keyed hash, for limits on reports",
    ),
};

/** 事由. Shown word for word to the resident whose data is read: no numbers of anybody in it. */
export const Reason = z.strictObject({
  purpose: ReadingPurpose,
  text: withoutNumbers(10, 500),
});
export type Reason = z.infer<typeof Reason>;
