import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, GridCode, Instant, StreetCode, Ulid, WorkerId } from "../vocabulary.ts";

export const PatrolId = Ulid.describe("巡查编号: the id of one patrol");

/** 巡查已完成. A worker has walked a grid; how much of it was seen, and nothing of where he was when. */
export const PatrolFinishedV1 = defineEvent({
  subject: "dispatch.patrol.finished.v1",
  title: { zh: "巡查已完成", en: "Patrol finished" },
  why: "Appraisal counts what was walked of what was planned.",
  key: ({ grid }) => grid,
  data: z.object({
    patrolId: PatrolId,
    grid: GridCode,
    street: StreetCode,
    day: Day,
    worker: WorkerId,
    startedAt: Instant,
    finishedAt: Instant,
    cells: z.int().min(1).describe("单元数: how many cells the grid is cut in"),
    covered: z.int().min(0).describe("已巡查单元数"),
    enough: z.boolean().describe("as much as the plan wants"),
    plan: z.string().describe("巡查计划: its version"),
  }),
  example: {
    patrolId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    street: "510108002",
    day: "2017-12-27",
    worker: "w-00001",
    startedAt: "2017-12-27T01:20:00.000Z",
    finishedAt: "2017-12-27T02:40:00.000Z",
    cells: 15,
    covered: 13,
    enough: true,
    plan: "2026.1",
  },
});
export type PatrolFinishedV1 = DataOf<typeof PatrolFinishedV1>;
