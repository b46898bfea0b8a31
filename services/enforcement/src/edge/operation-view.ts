import { Instant, Point, StreetCode } from "@wangge/contracts";
import { AlarmLevel, Force, OfficerId, OperationId } from "@wangge/contracts/events";
import type { Stored } from "@wangge/kit";
import { z } from "zod";
import { hasRun, metOf, POSTS, type Operation } from "../domain/operation/index.ts";
import { FORCES } from "../domain/team/index.ts";
import { UnitId, Words } from "./operation-access.ts";

export const PostCode = z
  .enum([...POSTS, ...FORCES.map((force) => `representative-${force}` as const)])
  .describe("指挥岗位: 副指挥, 作战, 计划, 后勤, 安全, 联络, 信息, 集结, 各力量代表");
export const PersonStatus = z
  .enum(["called", "enRoute", "onScene", "inside", "resting", "returning", "released"])
  .describe("已通知, 途中, 到场, 进入, 休整, 返回, 撤出");
export const Risk = z.enum(["low", "medium", "high"]).describe("风险: how often everybody is heard of");
export const TaskOutcome = z.enum(["met", "partlyMet", "notMet"]).describe("完成, 部分完成, 未完成");
export const AlarmOutcome = z.enum(["safe", "found", "injured", "falseAlarm"]).describe("平安, 已找到, 受伤, 误报");

export const TaskInput = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,19}$/, "a short code"),
  kind: z.enum(["objective", "safety", "task"]).describe("目标, 安全目标, 任务"),
  words: Words,
  force: Force.optional(),
});

const AlarmView = z.object({
  alarm: z.string(),
  kind: z.enum(["missedCheckIn", "help"]),
  officer: OfficerId,
  at: Instant,
  dueAt: Instant.optional().describe("the check-in that was missed"),
  acknowledgeBy: Instant,
  escalatedAt: Instant.optional(),
  acknowledgedBy: z.string().optional(),
  outcome: AlarmOutcome.optional(),
});

const NeedView = z.object({
  key: z.string(),
  kind: z.enum(["persons", "units"]),
  what: z.string().describe("force or type of unit"),
  wanted: z.int(),
  filled: z.int(),
  status: z.enum(["open", "partiallyMet", "met"]),
  askedBy: z.string().optional().describe("absent: the run card wants it"),
});

export const OperationView = z.object({
  operationId: OperationId,
  version: z.int(),
  status: z.enum(["planned", "approved", "cancelled", "live", "closed"]),
  type: z.string(),
  edition: z.string(),
  level: AlarmLevel,
  street: StreetCode,
  area: z.array(z.string()),
  from: Instant,
  to: Instant,
  forces: z.array(Force),
  commander: OfficerId.describe("before it is opened: who is to take command"),
  communication: z.string(),
  safety: z.string(),
  risk: Risk,
  tasks: z.array(TaskInput.extend({ outcome: TaskOutcome.optional() })),
  plannedBy: z.string(),
  approvedBy: z.string().optional(),
  openedAt: Instant.optional(),
  closedAt: Instant.optional(),
  offeredTo: OfficerId.optional(),
  posts: z.record(z.string(), OfficerId).optional(),
  persons: z
    .array(
      z.object({
        officer: OfficerId,
        force: Force,
        street: StreetCode,
        status: PersonStatus,
        need: z.string().optional(),
        aid: z.string().optional(),
        checkInBy: Instant.optional(),
        seen: z
          .object({ place: Point, at: Instant })
          .optional()
          .describe("最后位置: as said at a check-in, to some ten metres; while the operation is live"),
      }),
    )
    .optional(),
  units: z
    .array(
      z.object({
        unit: UnitId,
        unitType: z.string(),
        street: StreetCode,
        need: z.string(),
        status: z.string().optional().describe("of its type; absent: released"),
        crew: z.array(OfficerId),
      }),
    )
    .optional(),
  needs: z.array(NeedView).optional(),
  alarms: z.array(AlarmView).optional(),
  dossiers: z.array(z.string()).optional(),
});
export type OperationView = z.infer<typeof OperationView>;

type Running = Extract<Operation, { readonly status: "live" | "closed" }>;

const runningView = (state: Running): Partial<z.input<typeof OperationView>> => ({
  approvedBy: state.approved.by,
  openedAt: state.openedAt,
  ...(state.status === "closed" ? { closedAt: state.closedAt } : {}),
  ...(state.offer === undefined ? {} : { offeredTo: state.offer.to }),
  posts: { ...state.posts },
  persons: state.persons.map(({ officer, force, street, status, need, aid, check, seen }) => ({
    ...{ officer, force, street, status, need, aid },
    checkInBy: check?.dueAt,
    ...(seen === undefined || state.status !== "live"
      ? {}
      : { seen: { place: { lng: seen.lng, lat: seen.lat }, at: seen.at } }),
  })),
  units: state.units.map(({ unit, unitType, street, need, status, crew }) => ({
    ...{ unit, unitType, street, need, status, crew: [...crew] },
  })),
  needs: state.needs.map((need) => ({
    key: need.key,
    kind: need.kind,
    what: need.kind === "persons" ? need.force : need.unitType,
    wanted: need.count,
    ...metOf(state, need),
    askedBy: need.askedBy,
  })),
  alarms: state.alarms.map(({ id: alarm, acknowledged, resolved, ...rest }) => ({
    ...{ alarm, ...rest, acknowledgedBy: acknowledged?.by, outcome: resolved?.outcome },
  })),
  dossiers: [...state.dossiers],
});

export const operationView = ({ id, version, state }: Stored<Operation>): z.input<typeof OperationView> => {
  const { status, type, edition, level, street, area, from, to, forces, commander } = state;
  const { communication, safety, risk, tasks, plannedBy } = state;
  const outcomes = hasRun(state) ? state.outcomes : {};
  return {
    ...{ operationId: id, version, status, type, edition, level, street, area: [...area], from, to },
    ...{ forces: [...forces], commander, communication, safety, risk, plannedBy },
    tasks: tasks.map((task) => ({ ...task, outcome: outcomes[task.id] })),
    ...(state.status === "approved" ? { approvedBy: state.approved.by } : {}),
    ...(hasRun(state) ? runningView(state) : {}),
  };
};
