import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant } from "../vocabulary.ts";

/** 派遣已收回. The dispatcher took the order back; the case waits for another. */
export const CaseRevokedV1 = defineEvent({
  subject: "dispatch.case.revoked.v1",
  title: { zh: "派遣已收回", en: "Order revoked" },
  why: "Whoever had it stops; the clock stands still until it is dispatched again.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode.describe("who had it"),
    revokedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "road-maintenance",
    revokedAt: "2017-12-27T06:00:00.000Z",
  },
});
export type CaseRevokedV1 = DataOf<typeof CaseRevokedV1>;
