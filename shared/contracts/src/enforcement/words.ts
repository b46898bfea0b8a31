/** The words that the events of enforcement share. Shapes only; what a code means is data of the enforcement service. */
import { z } from "zod";
import { CaseId, Ulid } from "../vocabulary.ts";

/** 案卷 */
export const DossierId = Ulid.describe("案卷编号: the id of one administrative penalty proceeding");
/** 执法机关. A department by its code, or a street by its. */
export const BodyCode = z
  .string()
  .regex(/^([a-z][a-z0-9-]{1,39}|\d{9})$/, "department or street")
  .describe("执法机关: body that decides, a department or a street");
/** 权责事项版本 */
export const PowerItemVersion = z
  .string()
  .regex(/^power-\d{4}@[1-9]\d*$/, "power-NNNN@N")
  .describe("权责事项版本: item and number of the version that was in force");
export const OperationId = Ulid.describe("联合行动编号: the id of one joint operation");

/** What every event of a dossier says of it. The party stays where it is. */
export const aboutDossier = {
  dossierId: DossierId,
  body: BodyCode,
  item: PowerItemVersion,
  area: z
    .string()
    .regex(/^\d{6}(\d{3})?$/, "6 or 9 digits")
    .describe("区或街道: where the act was committed"),
  procedure: z.enum(["ordinary", "summary"]).describe("普通程序, 简易程序"),
  caseId: CaseId.optional().describe("the case that it came from"),
  operationId: OperationId.optional().describe("the joint operation in which it was filed"),
} as const;

export const dossierExample = {
  dossierId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
  body: "urban-management",
  item: "power-0001@2",
  area: "510108001",
  procedure: "ordinary",
  caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9A",
} as const;
