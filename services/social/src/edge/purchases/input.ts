import { Day, Instant, OrganizationId, Ulid, Fen } from "@wangge/contracts";
import { PurchaseBuyer, PurchaseId, PurchaseMethod, ServiceClassCode } from "@wangge/contracts/events";
import { z } from "zod";

export const Words = z.string().trim().min(1).max(2_000);
export const Title = z.string().trim().min(1).max(200);
export const Account = z.string().min(1).max(200);
const Code = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "kebab-case");
export const Amount = Fen.min(1);

export const ById = z.strictObject({ purchaseId: PurchaseId });

export const NeedInput = z.strictObject({
  title: Title,
  reason: Words,
  buyer: PurchaseBuyer,
  serviceClass: ServiceClassCode,
  budgetLine: Code.describe("预算项目"),
  amount: Amount,
  from: Day,
  until: Day,
  method: PurchaseMethod,
  single: z.strictObject({ supplier: OrganizationId, why: Words }).optional().describe("单一来源: who, and why"),
});

export const CallInput = z.strictObject({
  closesAt: Instant,
  criteria: z
    .array(z.strictObject({ code: Code, label: Title, weight: z.int().min(1).max(100) }))
    .min(2)
    .max(20)
    .describe("评审标准: `price` is counted by the formula, the others are judged; the weights come to 100"),
  eligibility: z
    .strictObject({ forms: z.array(Code).max(10), yearsRegistered: z.int().min(0).max(20) })
    .default({ forms: [], yearsRegistered: 0 }),
  documents: z
    .array(z.strictObject({ title: Title, digest: z.string().regex(/^[0-9a-f]{64}$/, "SHA-256, hex") }))
    .min(1)
    .max(20),
});

export const OfferInput = z.strictObject({ amount: Amount, plan: z.string().trim().min(1).max(20_000) });

export const PointsInput = z.record(Code, z.int().min(0).max(100));

export const MilestoneInput = z.strictObject({ id: Code, title: Title, amount: Amount, due: Day });

export const ContractInput = z.strictObject({
  number: z.string().trim().min(1).max(80),
  amount: Amount,
  from: Day,
  until: Day,
  manager: Account.describe("who manages the contract, and so accepts nothing of it"),
  milestones: z.array(MilestoneInput).min(1).max(40),
  lateReason: Words.optional(),
});

export const ByMilestone = ById.extend({ milestone: Code });
export const ByPayment = ById.extend({ payment: Ulid });
export const ByChallenge = ById.extend({ challenge: Ulid });
