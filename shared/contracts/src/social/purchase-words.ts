import { z } from "zod";
import { OrganizationId, Ulid } from "../vocabulary.ts";

export const PurchaseId = Ulid.describe("采购编号: the id of one government purchase of services");
export const PurchaseMethod = z
  .enum(["openTender", "consultation", "singleSource"])
  .describe("采购方式: 公开招标, 竞争性磋商, 单一来源");
export const PurchaseBuyer = z
  .object({
    kind: z.enum(["department", "street", "community"]),
    code: z.string().describe("department code, or the code of the street or community"),
  })
  .describe("购买主体: who buys");
export const ServiceClassCode = z
  .string()
  .regex(/^[a-z][a-z-]{1,39}$/, "kebab-case")
  .describe("服务类别: class of services, by the service's own table");
/** 分 */
export const aboutPurchase = { purchaseId: PurchaseId, buyer: PurchaseBuyer, serviceClass: ServiceClassCode };
export const bySupplier = { supplier: OrganizationId };

export const purchaseExample = {
  purchaseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
  buyer: { kind: "street" as const, code: "510108001" },
  serviceClass: "elderly-care",
};
export const supplierExample = { supplier: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A" };
