import { defineEvent, type DataOf } from "@wangge/contracts";
import { z } from "zod";
import { CaseId, GridCode, Instant } from "@wangge/contracts/vocabulary";

/** 工作已开始. The department has the case on its list. */
export const SampleWorkBegunV1 = defineEvent({
  subject: "sample.work.begun.v1",
  title: { zh: "工作已开始", en: "Work begun" },
  why: "Whoever follows the case sees that its department has it.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode.describe("网格编码: where the problem is"),
    dueAt: Instant.describe("处置时限: late from this instant on"),
    begunAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    dueAt: "2017-12-28T01:20:00.200Z",
    begunAt: "2017-12-27T01:21:00.000Z",
  },
});
export type SampleWorkBegunV1 = DataOf<typeof SampleWorkBegunV1>;
