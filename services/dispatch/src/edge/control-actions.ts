import { CategoryCode, DepartmentCode, GridCode, Instant, Ulid } from "@wangge/contracts";
import {
  action,
  DomainError,
  idFrom,
  newId,
  reject,
  type Actor,
  type CallContext,
  type Condition,
  type Stored,
} from "@wangge/kit";
import { z } from "zod";
import { unknownControl, type ControlArea, type ControlCommand, type ControlState } from "../domain/control-area.ts";
import type { Party } from "../domain/index.ts";
import { type FieldEdge } from "./field.ts";
import { STAFF } from "./staff.ts";
import { Reason } from "./reason.ts";

const ControlId = Ulid.describe("管控编号: the id of one control area");
const ControlStatus = z.enum(["applied", "approved", "refused", "withdrawn"]).describe("待审, 已批准, 未批准, 已撤回");
const Position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

const ControlView = z.object({
  controlId: ControlId,
  version: z.int(),
  status: ControlStatus,
  department: DepartmentCode,
  grids: z.array(GridCode).optional(),
  polygon: z.array(Position).optional().describe("lng, lat"),
  categories: z.array(CategoryCode),
  from: Instant,
  to: Instant,
  reason: z.string(),
  appliedAt: Instant,
  appliedBy: z.string(),
  decidedAt: Instant.optional(),
  decidedBy: z.string().optional(),
  withdrawnAt: Instant.optional(),
  ground: z.string().optional().describe("why it was refused or withdrawn"),
});

const viewOf = ({ id: controlId, version, state }: Stored<ControlState>): z.input<typeof ControlView> => {
  if (state.status === "none") throw unknownControl();
  const { status, department, area, categories, from, to, reason, appliedAt, appliedBy } = state;
  return {
    controlId,
    version,
    status,
    department,
    ...("grids" in area
      ? { grids: [...area.grids] }
      : { polygon: area.polygon.map(([lng, lat]): [number, number] => [lng, lat]) }),
    categories: [...categories],
    from,
    to,
    reason,
    appliedAt,
    appliedBy: appliedBy.account,
    ...("decidedAt" in state ? { decidedAt: state.decidedAt, decidedBy: state.decidedBy.account } : {}),
    ...("withdrawnAt" in state ? { withdrawnAt: state.withdrawnAt } : {}),
    ...("ground" in state ? { ground: state.ground } : {}),
  };
};

const partyOf = (actor: Actor | undefined): Party => ({
  account: actor?.id ?? "service",
  ...(actor?.department === undefined ? {} : { department: actor.department }),
});

const isDispatch = (actor: Actor | undefined): boolean =>
  actor === undefined || actor.roles.some((role) => ["dispatcher", "supervisor", "admin"].includes(role));

/** 管控区域与时段: applied for by departments, decided by dispatchers. */
export const controlActions = ({ controls, ground, clock }: FieldEdge) => {
  const { store, rulesAt } = controls;
  const ById = z.strictObject({ controlId: ControlId });

  const areaOf = async (grids: readonly string[] | undefined, polygon: [number, number][] | undefined) => {
    const { mostCorners, mostGrids } = rulesAt(clock.now());
    if ((grids === undefined) === (polygon === undefined))
      throw new DomainError("invalid", "dispatch.control.area", "Give grids or a polygon");
    if ((grids?.length ?? 0) > mostGrids || (polygon?.length ?? 0) > mostCorners)
      throw reject("dispatch.control.area_too_large", "This area is too large for one application", {
        mostCorners,
        mostGrids,
      });
    const places = grids?.map((grid) => ({ grid })) ?? (polygon ?? []).map(([lng, lat]) => ({ point: { lng, lat } }));
    const found = await ground.gridsOf(places);
    const isThere = grids === undefined ? found.some((grid) => grid !== undefined) : !found.includes(undefined);
    if (!isThere) throw reject("dispatch.control.outside_district", "This area is not in the district's grids");
    const area: ControlArea = polygon === undefined ? { grids: [...new Set(grids)].sort() } : { polygon };
    return area;
  };

  const handle = async (controlId: string, command: ControlCommand, { meta }: CallContext) => {
    const stored = await store.handle(controlId, command, meta);
    // At once where it was decided; other replicas look every few seconds.
    if (stored.changed) await controls.refresh();
    return viewOf(stored);
  };

  return {
    applyControl: action({
      rest: "POST /control-areas",
      summary: "管控申请: where and when certain categories are not to be reported by patrol",
      access: ["department"],
      status: 201,
      input: z.strictObject({
        grids: z.array(GridCode).min(1).optional(),
        polygon: z.array(Position).min(3).optional().describe("corners, lng and lat; instead of grids"),
        categories: z.array(CategoryCode).min(1).max(50),
        from: Instant,
        to: Instant,
        reason: Reason,
      }),
      output: ControlView,
      run: async ({ grids, polygon, categories, from, to, reason }, context) => {
        const by = partyOf(context.actor);
        if (by.department === undefined)
          throw new DomainError("forbidden", "dispatch.department.none", "This account acts for no department");
        const { idempotencyKey: key } = context;
        const controlId = key === undefined ? newId() : idFrom("control", key);
        const [begin, end] = [from, to].map((at) => new Date(at).toISOString());
        const command: ControlCommand = {
          type: "ApplyControl",
          data: {
            department: by.department,
            area: await areaOf(grids, polygon),
            categories: [...new Set(categories)],
            from: begin ?? from,
            to: end ?? to,
            reason,
          },
          mostDays: rulesAt(clock.now()).mostDays,
          by,
          at: clock.now(),
        };
        return handle(controlId, command, context);
      },
    }),
    controls: action({
      rest: "GET /control-areas",
      summary: "管控区域: newest first, a page at a time; `on`: approved and in force then",
      access: STAFF,
      input: z.strictObject({
        status: ControlStatus.optional(),
        department: DepartmentCode.optional(),
        on: Instant.optional(),
        after: ControlId.optional(),
        limit: z.int().min(1).max(200).default(50),
      }),
      output: z.object({ controls: z.array(ControlView), next: ControlId.optional() }),
      run: async ({ status, department, on, after, limit }) => {
        const where: Record<string, Condition> = {};
        if (status !== undefined) where["state.status"] = status;
        if (department !== undefined) where["state.department"] = department;
        if (on !== undefined) {
          const at = new Date(on).toISOString();
          where["state.status"] = "approved";
          where["state.from"] = { lte: at };
          where["state.to"] = { gt: at };
        }
        const found = await store.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        return { controls: found.map(viewOf), ...(next === undefined ? {} : { next }) };
      },
    }),
    control: action({
      rest: "GET /control-areas/:controlId",
      summary: "One control area",
      access: STAFF,
      input: ById,
      output: ControlView,
      run: async ({ controlId }) => {
        const stored = await store.load(controlId);
        if (stored === undefined) throw unknownControl();
        return viewOf(stored);
      },
    }),
    decideControl: action({
      rest: "POST /control-areas/:controlId/decide",
      summary: "审批管控: by a dispatcher, never by who applied",
      access: ["dispatcher"],
      idempotent: true,
      input: z.discriminatedUnion("approved", [
        ById.extend({ approved: z.literal(true) }),
        ById.extend({ approved: z.literal(false), ground: Reason }),
      ]),
      output: ControlView,
      run: ({ controlId, ...data }, context) =>
        handle(controlId, { type: "DecideControl", data, by: partyOf(context.actor), at: clock.now() }, context),
    }),
    withdrawControl: action({
      rest: "POST /control-areas/:controlId/withdraw",
      summary: "撤回管控: by the department that applied, or by the office; what was withheld until then stays so",
      access: ["department", "dispatcher", "supervisor"],
      idempotent: true,
      input: ById.extend({ ground: Reason }),
      output: ControlView,
      run: ({ controlId, ground: why }, context) => {
        const { actor } = context;
        const by = partyOf(actor);
        return handle(
          controlId,
          { type: "WithdrawControl", ground: why, by, isOffice: isDispatch(actor), at: clock.now() },
          context,
        );
      },
    }),
  };
};
