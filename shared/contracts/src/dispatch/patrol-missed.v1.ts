import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day, GridCode, Instant, StreetCode } from "../vocabulary.ts";
import { PatrolId } from "./patrol-finished.v1.ts";

/** 漏巡. A patrol was planned, and its time is over without it. */
export const PatrolMissedV1 = defineEvent({
  subject: "dispatch.patrol.missed.v1",
  title: { zh: "漏巡", en: "Patrol missed" },
  why: "Supervisors see it; appraisal counts it.",
  key: ({ grid }) => grid,
  data: z.object({
    patrolId: PatrolId,
    grid: GridCode,
    street: StreetCode,
    day: Day,
    from: Instant,
    to: Instant.describe("it was to be walked between these"),
    started: z.boolean().describe("begun, and not finished"),
    cells: z.int().min(1),
    covered: z.int().min(0),
    missedAt: Instant,
    plan: z.string().describe("巡查计划: its version"),
  }),
  example: {
    patrolId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
    grid: "510108002001001",
    street: "510108002",
    day: "2017-12-27",
    from: "2017-12-27T00:00:00.000Z",
    to: "2017-12-27T10:00:00.000Z",
    started: false,
    cells: 15,
    covered: 0,
    missedAt: "2017-12-27T10:30:00.000Z",
    plan: "2026.1",
  },
});
export type PatrolMissedV1 = DataOf<typeof PatrolMissedV1>;
