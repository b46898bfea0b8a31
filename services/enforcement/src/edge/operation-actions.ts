import { Instant, StreetCode } from "@wangge/contracts";
import { AlarmLevel, Force, OfficerId, OperationId } from "@wangge/contracts/events";
import { action, idFrom, newId, type Action, type CallContext, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { OperationDesk } from "../app/operations.ts";
import type { RunCards } from "../app/run-cards.ts";
import type { Teams } from "../app/team.ts";
import type { OperationPlan } from "../domain/operation/index.ts";
import { accountOf, byOf, FIELD, instant, Key, LEADS, mustBelong, Words } from "./operation-access.ts";
import { operationView, OperationView, Risk, TaskInput } from "./operation-view.ts";

export interface OperationEdge {
  readonly desk: OperationDesk;
  readonly teams: Teams;
  readonly cards: RunCards;
  readonly clock: Clock;
}

export const ById = z.strictObject({ operationId: OperationId });
/** What a command answers: the whole of it is there to be read by whoever may. */
export const Done = z.object({ operationId: OperationId, version: z.int(), status: z.string() });

export const done = ({ id, version, state }: Awaited<ReturnType<OperationDesk["load"]>>): z.input<typeof Done> => ({
  operationId: id,
  version,
  status: state.status,
});

const PlanInput = z.strictObject({
  type: Key.describe("预案类型"),
  level: AlarmLevel,
  street: StreetCode,
  area: z
    .array(z.string().regex(/^\d{9}(\d{3}){0,2}$/, "a street, community or grid"))
    .min(1)
    .max(200)
    .describe("区域: codes in the street"),
  from: Instant,
  to: Instant,
  forces: z.array(Force).min(1).max(7),
  commander: OfficerId,
  tasks: z.array(TaskInput).min(1).max(50),
  communication: Words.describe("通信: channels, call signs"),
  safety: Words.describe("安全要求"),
  risk: Risk,
});

const Result = z.object({
  filed: z.int(),
  decided: z.int(),
  outcomes: z.record(z.string(), z.int()),
  fineFen: z.int().describe("罚款, in fen"),
});

/** 联合执法行动: from the plan to what came of it. */
export const operationActions = ({ desk, teams, cards, clock }: OperationEdge): Readonly<Record<string, Action>> => {
  const planOf = async (input: z.output<typeof PlanInput>): Promise<OperationPlan> => {
    const { version: edition, card } = await cards.at(input.type, clock.now());
    return { ...input, edition, card, from: instant(input.from), to: instant(input.to) };
  };

  const mine = async (operationId: string, context: CallContext) => {
    const stored = await desk.load(operationId);
    await mustBelong(teams, stored.state.street, context);
    return stored;
  };

  return {
    planOperation: action({
      rest: "POST /operations",
      summary: "制定行动方案: time, area, forces, tasks, communication and safety, by the run card in force",
      access: FIELD,
      status: 201,
      idempotent: true,
      input: PlanInput,
      output: Done,
      run: async (input, context) => {
        const { actor, meta } = context;
        await mustBelong(teams, input.street, context);
        const key = meta.messageId;
        const id = key === undefined ? newId() : idFrom("operation", accountOf(actor), key);
        return done(
          await desk.say<"PlanOperation">(
            id,
            { type: "PlanOperation", plan: await planOf(input) },
            byOf(context),
            meta,
          ),
        );
      },
    }),
    revisePlan: action({
      rest: "PUT /operations/:operationId/plan",
      summary: "修改方案: it has to be approved again",
      access: FIELD,
      input: PlanInput.extend(ById.shape),
      output: Done,
      run: async ({ operationId, ...input }, context) => {
        await mine(operationId, context);
        await mustBelong(teams, input.street, context);
        const asked = { type: "RevisePlan" as const, plan: await planOf(input) };
        return done(await desk.say<"RevisePlan">(operationId, asked, byOf(context), context.meta));
      },
    }),
    approveOperation: action({
      rest: "POST /operations/:operationId/approve",
      summary: "批准: by a lead, and not by who planned it",
      access: ["enforcementLead"],
      idempotent: true,
      input: ById,
      output: Done,
      run: async ({ operationId }, context) => {
        await mine(operationId, context);
        return done(
          await desk.say<"ApproveOperation">(operationId, { type: "ApproveOperation" }, byOf(context), context.meta),
        );
      },
    }),
    cancelOperation: action({
      rest: "POST /operations/:operationId/cancel",
      summary: "取消, before it begins",
      access: LEADS,
      input: ById.extend({ reason: Words }),
      output: Done,
      run: async ({ operationId, reason }, context) => {
        await mine(operationId, context);
        const asked = { type: "CancelOperation" as const, reason };
        return done(await desk.say<"CancelOperation">(operationId, asked, byOf(context), context.meta));
      },
    }),
    openOperation: action({
      rest: "POST /operations/:operationId/open",
      summary: "启动: the commander of the plan takes command, and what the run card wants is asked for",
      access: FIELD,
      idempotent: true,
      input: ById,
      output: Done,
      run: async ({ operationId }, context) => done(await desk.open(operationId, byOf(context), context.meta)),
    }),
    closeOperation: action({
      rest: "POST /operations/:operationId/close",
      summary: "结束: everybody is out and heard of, every task has its outcome; all are released",
      access: FIELD,
      input: ById.extend({ summary: Words }),
      output: Done,
      run: async ({ operationId, summary }, context) => {
        const asked = { type: "CloseOperation" as const, summary };
        return done(await desk.say<"CloseOperation">(operationId, asked, byOf(context), context.meta));
      },
    }),
    reopenOperation: action({
      rest: "POST /operations/:operationId/reopen",
      summary: "重启 what is closed, with a reason and a commander",
      access: ["enforcementLead"],
      input: ById.extend({ commander: OfficerId, reason: Words }),
      output: Done,
      run: async ({ operationId, ...asked }, context) => {
        await mine(operationId, context);
        return done(await desk.reopen(operationId, asked, byOf(context), context.meta));
      },
    }),
    operations: action({
      rest: "GET /operations",
      summary: "Operations of a street, the newest first",
      access: FIELD,
      input: z.strictObject({
        street: StreetCode,
        status: OperationView.shape.status.optional(),
        after: OperationId.optional(),
        limit: z.coerce.number().int().min(1).max(100).default(50),
      }),
      output: z.object({ operations: z.array(OperationView), next: OperationId.optional() }),
      run: async ({ street, status, after, limit }, context) => {
        await mustBelong(teams, street, context);
        const where = { "state.street": street, ...(status === undefined ? {} : { "state.status": status }) };
        const found = await desk.store.find({ where, limit, after });
        const operations = found.flatMap(({ id, version, state }) =>
          state.status === "none" ? [] : [operationView({ id, version, state })],
        );
        const next = operations.length === limit ? operations.at(-1)?.operationId : undefined;
        return { operations, ...(next === undefined ? {} : { next }) };
      },
    }),
    operation: action({
      rest: "GET /operations/:operationId",
      summary: "One operation: command, persons, units, needs, alarms as they stand now",
      access: FIELD,
      input: ById,
      output: OperationView,
      run: async ({ operationId }, context) => operationView(await mine(operationId, context)),
    }),
    watchOperation: action({
      summary: "行动实时: the same, if it is not the version that is known",
      access: FIELD,
      idempotent: true,
      input: ById.extend({ version: z.int().optional() }),
      output: z.object({ frame: OperationView.optional() }),
      run: async ({ operationId, version }, context) => {
        const stored = await mine(operationId, context);
        return stored.version === version ? {} : { frame: operationView(stored) };
      },
    }),
    operationLog: action({
      rest: "GET /operations/:operationId/log",
      summary: "指挥日志: all that happened, in order; it is only ever added to, and chained",
      access: FIELD,
      input: ById,
      output: z.object({
        entries: z.array(
          z.object({
            number: z.int(),
            type: z.string(),
            at: Instant,
            by: z.string(),
            data: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
      run: async ({ operationId }, context) => {
        await mine(operationId, context);
        const history = await desk.store.history(operationId);
        return {
          entries: history.map(({ event: { type, data } }, index) => {
            const { by, at, ...rest } = data;
            return { number: index + 1, type, at, by, data: { ...rest } };
          }),
        };
      },
    }),
    operationResults: action({
      rest: "GET /operations/:operationId/results",
      summary: "战果, split by the body that decides; the totals are those of the dossiers",
      access: FIELD,
      input: ById,
      output: z.object({
        bodies: z.array(Result.extend({ decidingBody: z.string() })),
        total: Result,
        unknown: z.array(z.string()).describe("linked, and not to be found"),
        late: z.array(z.string()).describe("filed for it, and not linked before it closed"),
      }),
      run: async ({ operationId }, context) => {
        await mine(operationId, context);
        const { bodies, total, unknown, late } = await desk.results(operationId);
        return {
          bodies: bodies.map((one) => ({ ...one, outcomes: { ...one.outcomes } })),
          total: { ...total, outcomes: { ...total.outcomes } },
          unknown: [...unknown],
          late: [...late],
        };
      },
    }),
    recommendForces: action({
      rest: "GET /operations/:operationId/recommendation",
      summary: "力量推荐: who fills what is missing, why, and why not the others",
      access: FIELD,
      input: ById,
      output: z.object({
        chosen: z.array(z.object({ id: z.string(), need: z.string(), why: z.array(z.string()) })),
        excluded: z.array(z.object({ id: z.string(), need: z.string(), why: z.array(z.string()) })),
        short: z.array(z.object({ need: z.string(), missing: z.int() })),
      }),
      run: async ({ operationId }, context) => {
        await mine(operationId, context);
        const { chosen, excluded, short } = await desk.recommend(operationId);
        const plain = (rows: typeof chosen | typeof excluded) => rows.map((one) => ({ ...one, why: [...one.why] }));
        return { chosen: plain(chosen), excluded: plain(excluded), short: [...short] };
      },
    }),
  };
};
