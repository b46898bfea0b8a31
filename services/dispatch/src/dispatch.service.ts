import { chinaCalendar } from "@wangge/calendar";
import { CaseId, CategoryCode, DepartmentCode, GridCode, Instant, StreetCode, WorkerId } from "@wangge/contracts";
import { TrackCase, TrackCases } from "@wangge/contracts/calls";
import {
  GridStaffedV1,
  LeadAcceptedV1,
  LeadConcludedV1,
  LeadDeclinedV1,
  ReportAcceptedV1,
  ReportMergedV1,
  ReportReopenedV1,
} from "@wangge/contracts/events";
import {
  action,
  defineService,
  DomainError,
  on,
  onBatch,
  reject,
  sweeping,
  type Audit,
  type Clock,
  type DeciderStore,
  type Log,
  type Meta,
  type ServiceDefinition,
  type Where,
} from "@wangge/kit";
import { z } from "zod";
import type { Field } from "./app/field.ts";
import type { People } from "./app/people.ts";
import { filing } from "./app/policies/file-reports.ts";
import { followEnforcement } from "./app/policies/follow-enforcement.ts";
import { wakeDue, type WakeDeps } from "./app/policies/wake-due.ts";
import { asProcess } from "./app/process.ts";
import type { Roster } from "./app/roster.ts";
import type { Rules } from "./app/rules.ts";
import { watchBurden } from "./app/burden.ts";
import { watchSettledDays } from "./app/settled-days.ts";
import { createTotals } from "./app/totals.ts";
import type { CaseCommand, CaseEvent, CaseState, Rules as CaseRules } from "./domain/index.ts";
import { auditActions } from "./edge/audit-actions.ts";
import { boardActions } from "./edge/board-actions.ts";
import { ById, caseEdge, rolesFor, unknownCase } from "./edge/case-edge.ts";
import { fieldActions } from "./edge/field-actions.ts";
import { orderActions } from "./edge/order-actions.ts";
import { peopleActions } from "./edge/people-actions.ts";
import { predictActions } from "./edge/predict-actions.ts";
import { Reason } from "./edge/reason.ts";
import { requestActions } from "./edge/request-actions.ts";
import { routeActions } from "./edge/route-actions.ts";
import { ruleActions } from "./edge/rule-actions.ts";
import { standardActions } from "./edge/standard-actions.ts";
import { STAFF } from "./edge/staff.ts";
import { supervisionActions } from "./edge/supervision-actions.ts";
import { templateActions } from "./edge/template-actions.ts";
import { whatIfActions } from "./edge/whatif-actions.ts";
import { manifest } from "./manifest.ts";
import { CaseView, historyViewOf, HistoryView, Status, trackedOf, viewOf } from "./view.ts";

export interface Deps {
  readonly cases: DeciderStore<CaseState, CaseCommand, CaseEvent>;
  readonly roster: Omit<Roster, "leastLoaded">;
  readonly people: People;
  readonly field: Field;
  readonly staffGrid: (data: GridStaffedV1, messageId: string | undefined) => Promise<boolean>;
  readonly rules: Rules;
  /** By which cases decide. */
  readonly caseRules: CaseRules;
  readonly superiorsOf: WakeDeps["superiorsOf"];
  readonly audit: Audit;
  readonly clock: Clock;
  readonly log: Log;
  readonly rosterRefreshMs: number;
  readonly sweepMs: number;
}

/** Counting everybody's open cases takes longer in a country than in a district: it may not become what a replica does. */
const RECOUNT_SHARE = 0.02;

/** 派遣服务: decides what becomes a case, who works on it and by when, and when it is done. */
export const dispatchService = ({
  cases,
  roster,
  people,
  field,
  staffGrid,
  rules,
  caseRules,
  superiorsOf,
  audit,
  clock,
  log,
  rosterRefreshMs,
  sweepMs,
}: Deps): ServiceDefinition => {
  const { standards, router, rulebook } = rules;
  const edge = caseEdge({ cases, roster, clock });
  const totals = createTotals({ cases, clock, log });
  const { command, counted, existing, handles, known, mayKnow } = edge;

  const { openCases, bodyAfterLook, nextFor, skillsOf } = filing({
    cases,
    picker: people.picker,
    rules,
    controlOf: field.controls.controlOf,
    clock,
  });

  /** 并案. A report that was merged before its case was opened: the message comes again until it is. */
  const mergeCase = async ({ reportId, into }: ReportMergedV1, meta: Meta): Promise<void> => {
    const before = await cases.load(reportId);
    if (before === undefined)
      throw new DomainError("unavailable", "dispatch.case.not_yet", "The case is not opened yet", { caseId: reportId });
    const command = { type: "MergeCase", data: { into }, at: clock.now() } as const;
    const after = await cases.handle(reportId, command, meta);
    if (after.changed) counted(before.state, after.state);
  };

  /** 照片: what the district wants to see before this step. @throws DomainError `dispatch.case.photos_missing` */
  const mustHavePhotos = async (caseId: string, step: "handle" | "check"): Promise<void> => {
    if (!field.photos.asksFor(step)) return;
    const state = await existing(caseId);
    if (state.status === "new") return;
    const missing = await field.photos.missingPhotos(caseId, state.category, step);
    if (missing.length > 0)
      throw reject("dispatch.case.photos_missing", "Photos are missing for this step", { kinds: missing });
  };

  const bodies = followEnforcement({ cases, clock, changed: counted });

  const recount = sweeping({
    name: "roster",
    everyMs: rosterRefreshMs,
    share: RECOUNT_SHARE,
    work: () => roster.refresh(),
    log,
  });
  const burden = watchBurden({ cases, clock, log });
  const endSettledDays = watchSettledDays(chinaCalendar, clock);
  const sweep = sweeping({
    name: "due cases",
    everyMs: sweepMs,
    log,
    work: async () => {
      await wakeDue({
        cases,
        now: clock.now,
        superiorsOf,
        nextFor,
        changed: counted,
        log,
      });
    },
  });

  const service: ServiceDefinition = defineService({
    manifest,
    actions: {
      ...ruleActions({ rulebook, clock }),
      ...standardActions({ standards }),
      ...templateActions({ rulebook, clock }),
      ...routeActions({ router, standards, clock, known, history: cases.history }),
      ...peopleActions(people, clock, skillsOf),
      ...auditActions({ audit, cases, clock }),
      ...boardActions({ cases, clock }),
      ...fieldActions({
        ...field,
        cases,
        roster,
        clock,
        mayKnow,
        handles,
        rulingAfterReturns: caseRules.rulingAfterReturns,
        actionOf: (name) => service.actions[name],
      }),
      get: action({
        rest: "GET /cases/:caseId",
        summary: "One case 案件",
        access: STAFF,
        input: ById,
        output: CaseView,
        run: async ({ caseId }, { actor }) => {
          const stored = await cases.load(caseId);
          const isThere = stored !== undefined && mayKnow(stored.state, actor);
          return viewOf(isThere ? stored : { id: caseId, version: 0, state: { status: "new" } }, clock.now());
        },
      }),
      history: action({
        rest: "GET /cases/:caseId/history",
        summary: "Everything that happened to a case 流转记录",
        access: STAFF,
        input: ById,
        output: HistoryView,
        run: async ({ caseId }, { actor }) => {
          if (!mayKnow(await existing(caseId), actor)) throw unknownCase(caseId);
          return historyViewOf(await cases.history(caseId));
        },
      }),
      track: action({
        summary: "How far a case is, for the person who reported it",
        access: "service",
        idempotent: true,
        input: TrackCase.input,
        output: TrackCase.output,
        run: async ({ caseId, party }) => {
          const stored = await cases.load(caseId);
          if (stored === undefined || stored.state.status === "new") return { progress: null };
          const { status, dueAt, closedAt, overdue } = viewOf(stored, clock.now());
          const progress = { status, dueAt, closedAt, overdue };
          return party === undefined ? { progress } : { progress, handles: handles(stored.state, party) };
        },
      }),
      trackMany: action({
        summary: "How far many cases are, for a list of reports",
        access: "service",
        idempotent: true,
        input: TrackCases.input,
        output: TrackCases.output,
        run: async ({ caseIds }) => {
          const found = await cases.find({ where: { _id: { in: caseIds } }, limit: caseIds.length });
          const now = clock.now();
          return { cases: found.flatMap((stored) => trackedOf(stored, now)) };
        },
      }),
      list: action({
        rest: "GET /cases",
        summary: "Cases, newest first, a page at a time",
        access: STAFF,
        input: z.strictObject({
          status: Status.optional(),
          street: StreetCode.optional(),
          grid: GridCode.optional(),
          category: CategoryCode.optional(),
          department: DepartmentCode.optional(),
          worker: WorkerId.optional(),
          after: CaseId.optional().describe("the last caseId of the page before"),
          limit: z.int().min(1).max(500).default(50),
        }),
        output: z.object({ cases: z.array(CaseView), next: CaseId.optional() }),
        run: async ({ status, street, grid, category, department, worker, after, limit }, { actor }) => {
          const where: Where = {
            ...(status === undefined ? {} : { "state.status": status }),
            ...(street === undefined ? {} : { "state.street": street }),
            ...(grid === undefined ? {} : { "state.grid": grid }),
            ...(category === undefined ? {} : { "state.category": category }),
            ...(department === undefined ? {} : { "state.assignment.department": department }),
            ...(worker === undefined ? {} : { "state.assignment.worker": worker }),
          };
          const found = await cases.find({ where, limit, after });
          const now = clock.now();
          const next = found.length === limit ? found.at(-1)?.id : undefined;
          // A page may be shorter by the private cases of others; `next` goes on after them.
          const known = found.filter(({ state }) => mayKnow(state, actor));
          return { cases: known.map((stored) => viewOf(stored, now)), ...(next === undefined ? {} : { next }) };
        },
      }),
      summary: action({
        rest: "GET /cases/summary",
        summary: "How many cases are in each status, for the district or a street",
        access: STAFF,
        input: z.strictObject({ street: StreetCode.optional() }),
        output: z.object({
          byStatus: z.record(Status, z.int()),
          open: z.int(),
          finishedAt: Instant.describe("when the finished ones were counted: of millions, not at every question"),
        }),
        run: async ({ street }) => {
          const where = street === undefined ? {} : { "state.street": street };
          const { counts, finishedAt } = await totals(where, Status.options);
          const byStatus = Object.fromEntries(
            Status.options.map((status) => [status, counts.get(status) ?? 0]),
          ) as Record<z.infer<typeof Status>, number>;
          const { closed, rejected, merged, voided } = byStatus;
          const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
          const open = all - closed - rejected - merged - voided;
          return { byStatus, open, finishedAt };
        },
      }),
      verify: action({
        rest: "POST /cases/:caseId/verify",
        summary: "核实: is the reported problem there? Then it is filed, else rejected with its reason",
        access: rolesFor("VerifyCase"),
        input: z.discriminatedUnion("confirmed", [
          ById.extend({ confirmed: z.literal(true) }),
          ById.extend({
            confirmed: z.literal(false),
            reason: z.enum(["notFound", "duplicate", "notOurs", "alreadyGone"]),
          }),
        ]),
        output: CaseView,
        run: async (input, context) => {
          const state = await existing(input.caseId);
          const data = input.confirmed
            ? { confirmed: true as const, ...bodyAfterLook(input.caseId, state) }
            : { confirmed: false as const, reason: input.reason };
          return command(input.caseId, (at, by) => ({ type: "VerifyCase", data, by, at }), context);
        },
      }),
      accept: action({
        rest: "POST /cases/:caseId/accept",
        summary: "接单: the worker or department takes the order on",
        access: rolesFor("AcceptCase"),
        input: ById,
        output: CaseView,
        run: ({ caseId }, context) => command(caseId, (at, by) => ({ type: "AcceptCase", by, at }), context),
      }),
      return: action({
        rest: "POST /cases/:caseId/return",
        summary: "退回: not ours, with a reason; the dispatcher finds another body",
        access: rolesFor("ReturnCase"),
        input: ById.extend({ reason: Reason }),
        output: CaseView,
        run: ({ caseId, reason }, context) =>
          command(caseId, (at, by) => ({ type: "ReturnCase", data: { reason }, by, at }), context),
      }),
      handle: action({
        rest: "POST /cases/:caseId/handle",
        summary: "处置: the work is done; someone else checks it",
        access: rolesFor("ReportHandled"),
        input: ById,
        output: CaseView,
        run: async ({ caseId }, context) => {
          await mustHavePhotos(caseId, "handle");
          return command(caseId, (at, by) => ({ type: "ReportHandled", by, at }), context);
        },
      }),
      check: action({
        rest: "POST /cases/:caseId/check",
        summary: "核查: is the problem gone? Passed closes the case, failed returns it for rework",
        access: rolesFor("CheckCase"),
        input: z.discriminatedUnion("passed", [
          ById.extend({ passed: z.literal(true) }),
          ById.extend({ passed: z.literal(false), reason: Reason }),
        ]),
        output: CaseView,
        run: async ({ caseId, ...data }, context) => {
          if (data.passed) await mustHavePhotos(caseId, "check");
          return command(caseId, (at, by) => ({ type: "CheckCase", data, by, at }), context);
        },
      }),
      ...orderActions({ ...edge, standards }),
      ...requestActions(edge),
      ...supervisionActions({ ...edge, standards }),
      ...predictActions({ ...edge, log }),
      ...whatIfActions({
        ...edge,
        superiorsOf,
        caseRules,
        rulesThatAre: () => ({
          process: asProcess(rulebook.inForceAt("process", clock.now()).content),
          standards: standards.all().map(({ standard }) => standard),
        }),
      }),
    },
    subscriptions: [
      onBatch(ReportAcceptedV1, openCases, async () => {
        await roster.refresh();
      }),
      on(ReportMergedV1, mergeCase),
      on(ReportReopenedV1, async ({ reportId }, meta) => {
        const saved = await cases.handle(reportId, { type: "ReopenCase", at: clock.now() }, meta);
        if (saved.changed) counted({ status: "new" }, saved.state);
      }),
      on(LeadAcceptedV1, bodies.accepted),
      on(LeadDeclinedV1, bodies.declined),
      on(LeadConcludedV1, bodies.concluded),
      on(GridStaffedV1, async (data, meta) => {
        if (await staffGrid(data, meta.messageId)) roster.staff(data.grid, data.workers);
      }),
    ],
    onStart: async () => {
      await rulebook.start();
      await roster.refresh();
      await people.start();
      audit.start();
      await field.start();
      recount.start();
      sweep.start();
      burden.start();
    },
    onStop: async () => {
      rulebook.stop();
      await people.stop();
      await recount.stop();
      await sweep.stop();
      await burden.stop();
      endSettledDays();
      await audit.stop();
      await field.stop();
    },
  });
  return service;
};
