import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, CategoryCode, GridCode, Instant } from "../vocabulary.ts";

/** 已派核实. Before it is filed, someone of the grid has to look whether the reported problem is there. */
export const CaseVerificationAskedV1 = defineEvent({
  subject: "dispatch.case.verification-asked.v1",
  title: { zh: "已派核实", en: "Verification asked" },
  why: "A grid worker goes and looks; until then nothing is filed and no clock of handling runs.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    category: CategoryCode,
    reportedAt: Instant,
    askedAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    category: "event-0111",
    reportedAt: "2017-12-27T01:20:00.000Z",
    askedAt: "2017-12-27T01:20:00.200Z",
  },
});
export type CaseVerificationAskedV1 = DataOf<typeof CaseVerificationAskedV1>;
