import { Day, DepartmentCode, DistrictCode, StreetCode, Fen } from "@wangge/contracts";
import { z } from "zod";
import {
  FORCES,
  INCOMPETENCE,
  PENALTY_KINDS,
  PROCEDURE_STEPS,
  type Competent,
  type PowerItemContent,
} from "../../domain/authority/index.ts";
import { Text } from "../../app/editions.ts";

export const PowerItemCode = z
  .string()
  .regex(/^power-\d{4}$/, "power-NNNN")
  .describe("权责事项编码");
export const Account = z.string().trim().min(1).max(200).describe("account of the identity provider");
export const Body = z.union([DepartmentCode, StreetCode]).describe("a department, or a street");
export const Area = z.union([DistrictCode, StreetCode]).describe("区域: a district or a street");
export const Force = z.enum(FORCES);
export const Step = z.enum(PROCEDURE_STEPS).describe("环节");
export const Hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "SHA-256, hex")
  .describe("of the canonical content");

const someOf = <Schema extends z.ZodType>(schema: Schema, most: number) => z.array(schema).min(1).max(most);
const Words = z.string().trim().min(1).max(200);

export const Norm = z.strictObject({
  code: z.string().regex(/^norm-\d{4}$/, "norm-NNNN"),
  title: Words.describe("法律名称"),
  article: Words.describe("条款"),
  penalties: someOf(z.enum(PENALTY_KINDS), PENALTY_KINDS.length),
  fine: z.strictObject({ least: Fen, most: Fen }).optional().describe("in fen; absent: it knows none"),
});

export const Delegation = z.strictObject({
  kind: z.enum(["authorisation", "entrustment"]).describe("授权: decides in its own name; 委托: in that of the body"),
  to: Body,
  decision: z.strictObject({ title: Words, number: Words.optional(), publishedOn: Day.optional() }),
  from: Day,
  until: Day.optional().describe("its last day"),
  steps: someOf(Step, PROCEDURE_STEPS.length).optional().describe("absent: all steps of the item"),
});

export const Content = z.strictObject({
  name: Text,
  kind: z.enum(["penalty", "compulsion", "inspection"]),
  norms: someOf(Norm, 20),
  family: z.enum(["police", "fire", "civil"]).describe("whose powers these are"),
  body: Body.describe("法定机关"),
  delegation: Delegation.optional(),
  steps: someOf(Step, PROCEDURE_STEPS.length),
  forces: someOf(Force, FORCES.length),
  areas: someOf(Area, 50),
  standIn: z.boolean(),
  assumed: z.array(Words).max(20),
}) satisfies z.ZodType<PowerItemContent>;

export const Posting = z.strictObject({
  from: Day,
  force: Force,
  body: Body,
  team: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,40}$/)
    .optional()
    .describe("执法队"),
  areas: someOf(Area, 50),
  powers: z.array(PowerItemCode).max(200).describe("power items held"),
  steps: someOf(Step, PROCEDURE_STEPS.length),
});

/** The number comes in once, and is kept as a keyed hash. */
export const CertificateInput = z.strictObject({
  number: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9-]{4,40}$/, "letters, digits, hyphens")
    .describe("执法证号"),
  issuedOn: Day,
  expiresOn: Day.describe("its last day"),
});

export const CompetenceAnswer = z.discriminatedUnion("ok", [
  z.object({
    ok: z.literal(true),
    officer: Account,
    force: Force,
    body: Body,
    step: Step,
    area: Area,
    on: Day,
    certificate: z.object({ hash: z.string(), issuedOn: Day, expiresOn: Day }).optional(),
    powers: z.array(PowerItemCode),
    item: z.string().describe("power-NNNN@N"),
    itemHash: Hash,
    decidingBody: Body.describe("决定机关"),
    delegation: Delegation.optional(),
  }) satisfies z.ZodType<Competent>,
  z.object({
    ok: z.literal(false),
    reasons: z.array(z.object({ code: z.enum(INCOMPETENCE), text: Text })),
  }),
]);
