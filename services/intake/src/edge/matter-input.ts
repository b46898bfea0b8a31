import { CategoryCode, DepartmentCode, GridCode, ItemCode, Point, Visibility } from "@wangge/contracts";
import { MatterChannel, MatterId } from "@wangge/contracts/events";
import { withoutNumbers } from "@wangge/kit";
import { z } from "zod";
import { ReporterInput, whoReports } from "./reporter-input.ts";

export const Words = z.string().trim().min(1).max(4_000);
/** A code of the data files: no words of anybody in it. */
const Code = z.string().regex(/^[a-z][A-Za-z]{1,39}$/, "a code");

export const BroughtInput = z
  .array(
    z.strictObject({
      material: z.int().min(1).max(50).describe("its place in the item's list, from 1"),
      kind: z.enum(["original", "copy", "electronic", "waived"]).describe("原件, 复印件, 电子, 免提交"),
      photos: z.array(z.string().max(64)).max(20).optional(),
    }),
  )
  .max(50);

const channel = MatterChannel.default("web");
const text = Words.describe("what he says; sealed");

export const ApplicationInput = z.strictObject({
  item: ItemCode,
  materials: BroughtInput.default([]),
  channel,
  reporter: ReporterInput.refine(
    ({ name, phone }) => name !== undefined && phone !== undefined,
    "an applicant gives his name and a phone",
  ),
  visibility: Visibility.default("private"),
  text: text.optional(),
});
export const ConsultationInput = z.strictObject({
  ...whoReports,
  text,
  channel,
  department: DepartmentCode.optional().describe("whom the question is put to; absent: the window"),
});
export const ComplaintInput = z.strictObject({
  ...whoReports,
  visibility: Visibility.default("private"),
  text,
  channel,
  against: DepartmentCode.describe("被投诉单位"),
  about: z
    .enum(["body", "officers"])
    .default("body")
    .describe("单位, 或其执法人员: the latter goes to inspectors of another body and past the window"),
});
export const OpinionInput = z.strictObject({ ...whoReports, text, channel });

export const Category = z.array(z.string().min(1).max(60)).min(1).max(3).describe("one to three names, from the top");

export const ById = z.strictObject({ matter: MatterId });

export const Notice = {
  missing: z
    .array(
      z.strictObject({
        material: z.int().min(1).max(50),
        problem: z.enum(["absent", "incomplete", "illegible", "wrongForm", "expired"]),
      }),
    )
    .min(1)
    .max(50)
    .describe("all that is missing: it is told once"),
  text: Words.optional(),
};

export const Refusal = { code: Code, text: Words };
export const Pause = { why: Code, text: Words.optional() };
export const ExtensionInput = { code: Code, text: Words };
export const Result = {
  result: z.enum(["approved", "notApproved"]),
  code: Code.optional(),
  document: withoutNumbers(1, 60).describe("文书号"),
  text: Words.optional(),
};

export const ReplyInput = {
  text: Words.optional(),
  template: z
    .strictObject({
      code: z.string().max(60),
      language: z.enum(["zh", "en"]).default("zh"),
      values: z.record(z.string().max(40), z.string().max(500)).default({}),
    })
    .optional(),
};

export const ConversionInput = z.discriminatedUnion("into", [
  z.strictObject({ into: z.literal("application"), item: ItemCode }),
  z.strictObject({ into: z.literal("complaint"), against: DepartmentCode }),
  z.strictObject({
    into: z.literal("report"),
    category: CategoryCode,
    place: z.union([z.strictObject({ grid: GridCode }), z.strictObject({ point: Point })]),
  }),
]);
