import { Day, Instant, Ulid, WorkerId } from "@wangge/contracts";
import { action } from "@wangge/kit";
import { z } from "zod";
import type { People } from "../app/people.ts";
import { newShift } from "../app/rota-desk.ts";
import { daysOf } from "../domain/index.ts";
import { At, Place, ShiftView, shiftView, SkillList } from "./people-input.ts";
import { STAFF } from "./staff.ts";

const Planned = z.strictObject({
  worker: WorkerId,
  place: Place,
  from: At,
  to: At,
  skills: SkillList.default([]),
});

const Problem = z.object({
  index: z.int().describe("of the shift in the plan"),
  worker: z.string(),
  code: z.string(),
  details: z.record(z.string(), z.unknown()),
});

/** 排班. Who is on duty when, planned by supervisors. */
export const rotaActions = ({ rota }: Pick<People, "rota">) => ({
  planShifts: action({
    rest: "POST /shifts",
    summary: "排班: plans shifts, or on a dry run says all that is wrong with them; one worker's come all or none",
    access: ["supervisor"],
    input: z.strictObject({
      shifts: z.array(Planned).min(1).max(500),
      dryRun: z.boolean().default(false),
    }),
    output: z.object({
      planned: z.array(ShiftView).describe("those that were there already are among them"),
      problems: z.array(Problem).describe("on a dry run, and where somebody else planned at the same moment"),
    }),
    run: async ({ shifts, dryRun }, { meta }) => {
      const asked = shifts.map(({ worker, ...shift }) => ({ worker, shift: newShift(shift) }));
      const { planned, problems } = await rota.plan(asked, dryRun, meta);
      return {
        planned: planned.map(({ worker, shift }) => shiftView(worker, shift)),
        problems: problems.map((problem) => ({ ...problem, details: { ...problem.details } })),
      };
    },
  }),
  shiftsOfDay: action({
    rest: "GET /shifts",
    summary:
      "值班表: who is on duty on a day, in a grid, a street, or all of the district, a page of workers at a time",
    access: STAFF,
    input: z.strictObject({
      day: Day,
      place: Place.optional(),
      after: WorkerId.optional().describe("the `next` of the page before"),
      limit: z.int().min(1).max(500).default(200),
    }),
    output: z.object({ shifts: z.array(ShiftView), next: WorkerId.optional() }),
    run: async ({ day, place, after, limit }) => {
      const { shifts, next } = await rota.onDay(place, day, { after, limit });
      return {
        shifts: shifts.map(({ worker, shift }) => shiftView(worker, shift)),
        ...(next === undefined ? {} : { next }),
      };
    },
  }),
  shiftsOfWorker: action({
    rest: "GET /workers/:worker/shifts",
    summary: "班次: the shifts of one worker, from some weeks back on",
    access: STAFF,
    input: z.strictObject({ worker: WorkerId, from: Day.optional(), to: Day.optional().describe("the last day") }),
    output: z.object({
      shifts: z.array(ShiftView),
      swapping: z.array(z.object({ swap: z.string(), shift: z.string().optional(), from: Instant.optional() })),
    }),
    run: async ({ worker, from = "", to = "9" }) => {
      const { shifts, holds } = await rota.ofWorker(worker);
      return {
        shifts: shifts
          .filter((shift) => daysOf(shift).some((day) => from <= day && day <= to))
          .map((shift) => shiftView(worker, shift)),
        swapping: holds.map(({ swap, gives, takes }) => ({
          swap,
          ...(gives === undefined ? {} : { shift: gives.id }),
          ...(takes === undefined ? {} : { from: takes.from }),
        })),
      };
    },
  }),
  cancelShift: action({
    rest: "DELETE /workers/:worker/shifts/:shift",
    summary: "取消班次: takes back a shift that has not begun and is not being swapped",
    access: ["supervisor"],
    input: z.strictObject({ worker: WorkerId, shift: Ulid }),
    output: z.object({ shifts: z.array(ShiftView).describe("those that are left") }),
    run: async ({ worker, shift }, { meta }) => ({
      shifts: (await rota.cancel(worker, shift, meta)).shifts.map((one) => shiftView(worker, one)),
    }),
  }),
});
