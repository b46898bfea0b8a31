import { defineEvent, type DataOf } from "@wangge/contracts";
import { z } from "zod";
import { CaseId, GridCode, Instant } from "@wangge/contracts/vocabulary";

/** 工作已完成. The department has done its part. */
export const SampleWorkFinishedV1 = defineEvent({
  subject: "sample.work.finished.v1",
  title: { zh: "工作已完成", en: "Work finished" },
  why: "Whoever follows the case sees what its department did, and whether in time.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode.describe("网格编码: where the problem is"),
    finishedAt: Instant,
    isOverdue: z.boolean().describe("超时: finished after the time limit"),
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    finishedAt: "2017-12-27T09:00:00.000Z",
    isOverdue: false,
  },
});
export type SampleWorkFinishedV1 = DataOf<typeof SampleWorkFinishedV1>;
