import { clockKinds } from "@wangge/calendar";
import { Day, DepartmentCode, ItemClassCode, ItemCode, ItemLevel, ItemVersionId } from "@wangge/contracts";
import { z } from "zod";

const Text = z.string().trim().min(1).max(500);
const Words = Text.max(2_000);

/** 事项内容, as departments propose it and the data file holds it. */
export const ItemContent = z.strictObject({
  name: Text.max(200),
  level: ItemLevel,
  itemClass: ItemClassCode,
  department: DepartmentCode.describe("责任主体"),
  delegation: z.enum(["authorized", "entrusted"]).describe("授权 or 委托"),
  basis: z
    .discriminatedUnion("known", [
      z.strictObject({ known: z.literal(false) }),
      z.strictObject({
        known: z.literal(true),
        citations: z
          .array(z.strictObject({ title: Text, article: Text.optional() }))
          .min(1)
          .max(50),
      }),
    ])
    .describe("设定依据: known with its citations, or not known; never guessed"),
  steps: z
    .array(z.strictObject({ name: Text, by: DepartmentCode }))
    .min(1)
    .max(30)
    .describe("办理流程"),
  materials: z
    .array(
      z.strictObject({
        name: Text,
        form: z.enum(["original", "copy"]),
        count: z.int().min(1).max(20),
        waivedWhen: Text.optional(),
      }),
    )
    .max(50)
    .describe("申请材料"),
  limit: z
    .strictObject({ amount: z.number().positive().max(10_000), kind: z.enum(clockKinds) })
    .describe("办理时限, by a clock of the calendar"),
  separateDecision: z
    .boolean()
    .optional()
    .describe("受理与审批分离: another account decides than the one that accepted"),
  fee: z.strictObject({ fen: z.int().min(0), note: Text.optional() }).describe("收费, in fen"),
  result: Text.describe("办理结果: what the applicant gets"),
  standIn: z.boolean().describe("not the district's own item, but one made from another's"),
  madeFrom: z.strictObject({ code: Text, name: Text, catalogue: Text }).optional(),
  assumed: z.array(z.string().max(40)).max(20).describe("fields that are supposed and not known"),
});

const dated = { code: ItemCode, effectiveFrom: Day.describe("first day on which it holds") };
const base = ItemVersionId.describe("the version that it builds on");
/** 拟准入事项: what an admission may propose of one item. */
export const Change = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("newItem"), ...dated, content: ItemContent }),
  z.strictObject({ kind: z.literal("newVersion"), ...dated, base, content: ItemContent }),
  z.strictObject({ kind: z.literal("changeLevel"), ...dated, base, content: ItemContent }),
  z.strictObject({ kind: z.literal("withdrawal"), ...dated, base, reason: Words }),
]);
