import { Day, GridCode, Instant, Point, StreetCode, WorkerId } from "@wangge/contracts";
import { PatrolId } from "@wangge/contracts/events";
import { dayAfter, dayOf } from "@wangge/calendar";
import { action, pagesOf, reject, type CallContext, type Condition, type Stored } from "@wangge/kit";
import { z } from "zod";
import { coverageOf } from "../domain/coverage.ts";
import { cellAt } from "../domain/ground.ts";
import {
  sawEnough,
  unknownPatrol,
  visitedOf,
  type Patrol,
  type PatrolCommand,
  type PatrolState,
} from "../domain/patrol.ts";
import { afterOf, cursorOf, WALKERS, workerOf, type FieldEdge } from "./field.ts";

const PatrolStatus = z.enum(["planned", "walking", "finished", "missed"]).describe("待巡, 巡查中, 已巡, 漏巡");

export const PatrolView = z.object({
  patrolId: PatrolId,
  version: z.int(),
  status: PatrolStatus,
  grid: GridCode,
  street: StreetCode,
  day: Day,
  from: Instant,
  to: Instant,
  worker: WorkerId.optional(),
  startedAt: Instant.optional(),
  finishedAt: Instant.optional(),
  missedAt: Instant.optional(),
  cells: z.int().describe("单元数"),
  covered: z.int().describe("已巡查单元数"),
  enough: z.boolean().describe("as much as the plan wants"),
  plan: z.string().describe("巡查计划: its version"),
});
export type PatrolView = z.infer<typeof PatrolView>;

const Cut = z
  .object({
    west: z.number(),
    south: z.number(),
    width: z.number(),
    height: z.number(),
    columns: z.int(),
    rows: z.int(),
    cells: z.array(z.int()).describe("numbers of the grid's cells: row × columns + column, from the south-west"),
    visited: z.array(z.int()),
  })
  .describe("how the grid is cut in cells, in degrees, for the map of a telephone");

export const patrolOf = (stored: Stored<PatrolState> | undefined): Stored<Patrol> => {
  if (stored === undefined || stored.state.status === "none") throw unknownPatrol();
  return { ...stored, state: stored.state };
};

export const patrolView = ({ id: patrolId, version, state }: Stored<Patrol>): PatrolView => {
  const { status, grid, street, day, from, to, plan, cells } = state;
  const walked = "worker" in state ? { worker: state.worker, startedAt: state.startedAt } : {};
  return {
    patrolId,
    version,
    status,
    grid,
    street,
    day,
    from,
    to,
    plan,
    cells: cells.length,
    covered: visitedOf(state).length,
    enough: sawEnough(state),
    ...walked,
    ...(state.status === "finished" ? { finishedAt: state.finishedAt } : {}),
    ...(state.status === "missed" ? { missedAt: state.missedAt } : {}),
  };
};

const CoverageInput = z.strictObject({
  from: Day.optional().describe("default: today"),
  to: Day.optional().describe("the last day; default: the first"),
  street: StreetCode.optional(),
  grid: GridCode.optional(),
  by: z.enum(["grid", "street"]).default("grid"),
  per: z.enum(["day", "week"]).default("day"),
});

const Coverage = z.object({
  rows: z.array(
    z.object({
      place: z.string().describe("grid or street"),
      from: Day.describe("the day, or the Monday of the week"),
      planned: z.int(),
      finished: z.int(),
      enough: z.int().describe("finished, and saw as much as the plan wants"),
      missed: z.int(),
      open: z.int(),
      cells: z.int(),
      covered: z.int(),
      share: z.number().min(0).max(1).describe("覆盖率: covered of cells"),
    }),
  ),
});

const MOST_DAYS = 31;
/** Of the whole district. */
const MOST_DAYS_OF_ALL = 7;
const PAGE = 500;

/** 巡查: planned, walked, missed, and how much of each grid was seen. */
export const patrolActions = ({ patrols, roster, clock }: FieldEdge) => {
  const { store } = patrols;
  const ById = z.strictObject({ patrolId: PatrolId });

  const handle = async (patrolId: string, command: PatrolCommand, { meta }: CallContext) =>
    patrolOf(await store.handle(patrolId, command, meta));

  const coverage = async ({
    from = dayOf(clock.now()),
    to = from,
    street,
    grid,
    by,
    per,
  }: z.output<typeof CoverageInput>) => {
    const most = street === undefined && grid === undefined ? MOST_DAYS_OF_ALL : MOST_DAYS;
    if (to < from || to > dayAfter(from, most - 1))
      throw reject("dispatch.patrol.days", "Ask for fewer days, or the first before the last", { most });
    const where: Record<string, Condition> = { "state.day": { gte: from, lte: to } };
    if (street !== undefined) where["state.street"] = street;
    if (grid !== undefined) where["state.grid"] = grid;
    const found: Patrol[] = [];
    for await (const page of pagesOf(store, where, PAGE))
      found.push(...page.flatMap(({ state }) => (state.status === "none" ? [] : [state])));
    return coverageOf(found, { by, per });
  };

  return {
    patrols: action({
      rest: "GET /patrols",
      summary: "巡查任务: patrols of a day, in the order of their times, a page at a time",
      access: WALKERS,
      input: z.strictObject({
        day: Day.optional().describe("default: today"),
        street: StreetCode.optional(),
        grid: GridCode.optional(),
        status: PatrolStatus.optional(),
        after: z.string().max(80).optional().describe("`next` of the page before"),
        limit: z.int().min(1).max(500).default(100),
      }),
      output: z.object({ patrols: z.array(PatrolView), next: z.string().optional() }),
      run: async ({ day = dayOf(clock.now()), street, grid, status, after, limit }) => {
        const where: Record<string, Condition> = { "state.day": day };
        if (street !== undefined) where["state.street"] = street;
        if (grid !== undefined) where["state.grid"] = grid;
        if (status !== undefined) where["state.status"] = status;
        const found = await store.find({ where, limit, by: { path: "state.from", after: afterOf(after) } });
        const patrols = found.map((one) => patrolView(patrolOf(one)));
        const last = patrols.length === limit ? patrols.at(-1) : undefined;
        return { patrols, ...(last === undefined ? {} : { next: cursorOf(last.from, last.patrolId) }) };
      },
    }),
    patrolCoverage: action({
      rest: "GET /patrols/coverage",
      summary: "巡查覆盖率: of grids or streets, by day or week, beside what the plan wants",
      access: WALKERS,
      input: CoverageInput,
      output: Coverage,
      run: async (input) => ({
        rows: (await coverage(input)).map((row) => ({
          ...row,
          share: row.cells === 0 ? 0 : Math.round((row.covered / row.cells) * 1000) / 1000,
        })),
      }),
    }),
    patrol: action({
      rest: "GET /patrols/:patrolId",
      summary: "One patrol, with the cells of its grid",
      access: WALKERS,
      input: ById,
      output: PatrolView.extend({ cut: Cut }),
      run: async ({ patrolId }) => {
        const stored = patrolOf(await store.load(patrolId));
        const { frame, cells } = stored.state;
        return {
          ...patrolView(stored),
          cut: { ...frame, cells: [...cells], visited: [...visitedOf(stored.state)] },
        };
      },
    }),
    planPatrols: action({
      rest: "POST /patrols/plan",
      summary:
        "生成巡查任务 now, and 漏巡: what the plan wants of today and the coming days, and what is missed by now",
      access: ["dispatcher", "supervisor"],
      idempotent: true,
      input: z.strictObject({}),
      output: z.object({ planned: z.int(), missed: z.int() }).describe("how many are new"),
      run: async () => ({ missed: await patrols.miss(), planned: await patrols.generate() }),
    }),
    startPatrol: action({
      rest: "POST /patrols/:patrolId/start",
      summary: "开始巡查: a worker of the grid sets out",
      access: ["gridWorker"],
      idempotent: true,
      input: ById,
      output: PatrolView,
      run: async ({ patrolId }, context) => {
        const worker = workerOf(context.actor);
        const { grid } = patrolOf(await store.load(patrolId)).state;
        if (!roster.isWorkerOf(grid, worker))
          throw reject("dispatch.worker.not_of_grid", "This worker does not work in the patrol's grid", { worker });
        return patrolView(await handle(patrolId, { type: "StartPatrol", worker, at: clock.now() }, context));
      },
    }),
    passCheckpoints: action({
      rest: "POST /patrols/:patrolId/checkpoints",
      summary: "巡查打点: points on the way; which cells they lie in is kept, the points and their times are not",
      access: ["gridWorker"],
      idempotent: true,
      input: ById.extend({
        points: z
          .array(Point.extend({ at: Instant }))
          .min(1)
          .max(1000),
      }),
      output: PatrolView.extend({
        outside: z.int().describe("points that lie outside the grid"),
        untimely: z.int().describe("points from before the start, or still to come: they count for nothing"),
      }),
      run: async ({ patrolId, points }, context) => {
        const worker = workerOf(context.actor);
        const { state } = patrolOf(await store.load(patrolId));
        const skewMs = patrols.planAt(clock.now()).skewMinutes * 60_000;
        const [earliest, latest] = [
          Date.parse("startedAt" in state ? (state.startedAt ?? state.from) : state.from) - skewMs,
          clock.ms() + skewMs,
        ];
        const timely = points.filter(({ at }) => Date.parse(at) >= earliest && Date.parse(at) <= latest);
        const cells = timely.map((point) => cellAt(state.frame, point));
        const inside = [...new Set(cells.filter((cell) => cell !== undefined))];
        const stored = await handle(patrolId, { type: "PassCheckpoints", worker, cells: inside }, context);
        return {
          ...patrolView(stored),
          outside: cells.filter((cell) => cell === undefined || !state.cells.includes(cell)).length,
          untimely: points.length - timely.length,
        };
      },
    }),
    finishPatrol: action({
      rest: "POST /patrols/:patrolId/finish",
      summary: "结束巡查",
      access: ["gridWorker"],
      idempotent: true,
      input: ById,
      output: PatrolView,
      run: async ({ patrolId }, context) =>
        patrolView(
          await handle(patrolId, { type: "FinishPatrol", worker: workerOf(context.actor), at: clock.now() }, context),
        ),
    }),
  };
};
