import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { CaseId, CaseVisibility, DepartmentCode, GridCode, Instant, WorkerId } from "../vocabulary.ts";

/** 派遣已转交. The order of one department went to another of its workers, or to none. Its clock runs on. */
export const CaseHandedOnV1 = defineEvent({
  subject: "dispatch.case.handed-on.v1",
  title: { zh: "派遣已转交", en: "Order handed on" },
  why: "The next one starts work; the one before has nothing to do any more.",
  key: ({ grid }) => grid,
  data: z.object({
    caseId: CaseId,
    grid: GridCode,
    visibility: CaseVisibility.optional(),
    department: DepartmentCode,
    worker: WorkerId.optional().describe("absent: the department itself"),
    because: z
      .enum(["notAccepted", "delegated", "recalled"])
      .describe("notAccepted: the one before did not take it on in time"),
    handedOnAt: Instant,
  }),
  example: {
    caseId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    department: "environmental-sanitation",
    worker: "w-0002",
    because: "notAccepted",
    handedOnAt: "2017-12-27T06:00:00.000Z",
  },
});
export type CaseHandedOnV1 = DataOf<typeof CaseHandedOnV1>;
