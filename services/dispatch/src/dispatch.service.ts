import { CaseId, CategoryCode, DepartmentCode, GridCode, StreetCode, WorkerId } from "@wangge/contracts";
import { TrackCase, TrackCases } from "@wangge/contracts/calls";
import { GridStaffedV1, ReportAcceptedV1, ReportMergedV1, ReportReopenedV1 } from "@wangge/contracts/events";
import {
  action,
  defineService,
  DomainError,
  hasPersonalNumber,
  isOffice,
  on,
  onBatch,
  reject,
  type Actor,
  type BatchResult,
  type CallContext,
  type Clock,
  type DeciderStore,
  type Item,
  type Meta,
  type Outcome,
  type Received,
  type Role,
  type ServiceDefinition,
  type Where,
} from "@wangge/kit";
import { z } from "zod";
import type { Field } from "./app/field.ts";
import type { FilingStandards } from "./app/standards.ts";
import type { Roster } from "./app/roster.ts";
import {
  hasOrder,
  type Body,
  type CaseCommand,
  type CaseEvent,
  type CaseState,
  type Party,
  type WorkingParty,
} from "./domain/index.ts";
import { fieldActions } from "./edge/field-actions.ts";
import { manifest } from "./manifest.ts";
import { CaseView, historyViewOf, HistoryView, Status, trackedOf, viewOf } from "./view.ts";

export interface Deps {
  readonly cases: DeciderStore<CaseState, CaseCommand, CaseEvent>;
  readonly roster: Roster;
  readonly field: Field;
  readonly staffGrid: (data: GridStaffedV1, messageId: string | undefined) => Promise<boolean>;
  readonly standards: FilingStandards;
  readonly clock: Clock;
  readonly rosterRefreshMs: number;
}

const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];

const partyOf = (actor: Actor | undefined): Party => ({
  account: actor?.id ?? "service",
  ...(actor?.worker === undefined ? {} : { worker: actor.worker }),
  ...(actor?.department === undefined ? {} : { department: actor.department }),
});

const ById = z.strictObject({ caseId: CaseId });
/** It stands in the history of a case for all to read: numbers of people have no place in it. */
const Reason = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine((reason) => !hasPersonalNumber(reason), "without phone or identity numbers");

/** 派遣服务: decides what becomes a case, who works on it and by when, and when it is done. */
export const dispatchService = ({
  cases,
  roster,
  field,
  staffGrid,
  standards,
  clock,
  rosterRefreshMs,
}: Deps): ServiceDefinition => {
  /** The body that the category's standard wants: the grid's least-loaded worker, or the department. */
  const bodyFor = (grid: string, category: string): Body => {
    const { standard, handler } = standards.ruleFor(category);
    const worker = handler === "gridWorker" ? roster.leastLoaded(grid) : undefined;
    return { department: standard.department, ...(worker === undefined ? {} : { worker }) };
  };

  const openCase = ({ data, meta }: Received<ReportAcceptedV1>): Item<CaseCommand> => {
    const { reportId, grid, category, acceptedAt: reportedAt } = data;
    const { standard, verifyBeforeFiling } = standards.ruleFor(category);
    // What the grid's own people saw themselves needs no second look.
    const verify = verifyBeforeFiling && data.channel !== "patrol";
    const body = verify ? undefined : bodyFor(grid, category);
    // Counted at once, so that the next case of this batch goes to the next worker.
    roster.took(body?.worker);
    const problem = {
      grid,
      street: grid.slice(0, 9),
      category,
      reportedAt,
      standard,
      ...(data.visibility === "private" ? { isPrivate: true as const } : {}),
    };
    return {
      id: reportId,
      command: {
        type: "OpenCase",
        data: { ...problem, verify, ...(body === undefined ? {} : { body }) },
        at: clock.now(),
      },
      meta,
    };
  };

  const workerOfOrder = ({ command }: Item<CaseCommand>): string | undefined =>
    command.type === "OpenCase" ? command.data.body?.worker : undefined;

  /** The hot path: a batch of reports becomes cases in one write, assigned as they are filed. */
  const openCases = async (received: readonly Received<ReportAcceptedV1>[]): Promise<readonly BatchResult[]> => {
    const results: BatchResult[] = [];
    const places: number[] = [];
    const items: Item<CaseCommand>[] = [];
    for (const [index, one] of received.entries())
      try {
        items.push(openCase(one));
        places.push(index);
      } catch (error) {
        results[index] = { ok: false, error };
      }
    const giveBack = (item: Item<CaseCommand>): void => {
      roster.gave(workerOfOrder(item));
    };
    let outcomes: readonly Outcome<CaseState>[];
    try {
      outcomes = await cases.handleMany(items, { expectNew: true });
    } catch (error) {
      items.forEach(giveBack);
      throw error;
    }
    items.forEach((item, place) => {
      const outcome = outcomes[place];
      if (outcome?.ok !== true || !outcome.changed) giveBack(item);
      results[places[place] ?? 0] = outcome?.ok === false ? { ok: false, error: outcome.error } : { ok: true };
    });
    return results;
  };

  const command = async (
    caseId: string,
    make: (at: string) => CaseCommand,
    { meta }: CallContext,
    after?: (state: CaseState) => void,
  ): Promise<z.input<typeof CaseView>> => {
    const at = clock.now();
    const saved = await cases.handle(caseId, make(at), meta);
    if (saved.changed) after?.(saved.state);
    return viewOf(saved, at);
  };

  const workerDone = (state: CaseState): void => {
    if ("assignment" in state) roster.gave(state.assignment.worker);
  };
  const workerTook = (state: CaseState): void => {
    if ("assignment" in state) roster.took(state.assignment.worker);
  };

  const unknownCase = (caseId: string): DomainError =>
    new DomainError("missing", "dispatch.case.unknown", "There is no such case", { caseId });

  const existing = async (caseId: string): Promise<CaseState> => {
    const stored = await cases.load(caseId);
    if (stored === undefined) throw unknownCase(caseId);
    return stored.state;
  };

  const handles = (state: CaseState, party: WorkingParty): boolean =>
    hasOrder(state, party) ||
    (state.status === "verifying" && party.worker !== undefined && roster.isWorkerOf(state.grid, party.worker));

  /** A private case is there for the office, and for who works on it. */
  const mayKnow = (state: CaseState, actor: Actor | undefined): boolean => {
    if (actor === undefined || !("isPrivate" in state) || isOffice(actor)) return true;
    return handles(state, actor);
  };

  /** 并案. A report that was merged before its case was opened: the message comes again until it is. */
  const mergeCase = async ({ reportId, into }: ReportMergedV1, meta: Meta): Promise<void> => {
    const before = await cases.load(reportId);
    if (before === undefined)
      throw new DomainError("unavailable", "dispatch.case.not_yet", "The case is not opened yet", { caseId: reportId });
    const command = { type: "MergeCase", data: { into }, at: clock.now() } as const;
    if ((await cases.handle(reportId, command, meta)).changed) workerDone(before.state);
  };

  let refreshing: NodeJS.Timeout | undefined;

  const service: ServiceDefinition = defineService({
    manifest,
    actions: {
      ...fieldActions({ ...field, cases, roster, clock, mayKnow, handles, actionOf: (name) => service.actions[name] }),
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
        output: z.object({ byStatus: z.record(Status, z.int()), open: z.int() }),
        run: async ({ street }) => {
          const counts = await cases.countBy("state.status", street === undefined ? {} : { "state.street": street });
          const byStatus = Object.fromEntries(
            Status.options.map((status) => [status, counts.get(status) ?? 0]),
          ) as Record<z.infer<typeof Status>, number>;
          const { closed, rejected, merged } = byStatus;
          const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
          return { byStatus, open: all - closed - rejected - merged };
        },
      }),
      verify: action({
        rest: "POST /cases/:caseId/verify",
        summary: "核实: is the reported problem there? Then it is filed, else rejected with its reason",
        access: ["gridWorker", "supervisor"],
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
            ? { confirmed: true as const, ...("grid" in state ? { body: bodyFor(state.grid, state.category) } : {}) }
            : { confirmed: false as const, reason: input.reason };
          return command(input.caseId, (at) => ({ type: "VerifyCase", data, at }), context, workerTook);
        },
      }),
      assign: action({
        rest: "POST /cases/:caseId/assign",
        summary: "派遣: gives a filed case to one department, or to a worker of its grid",
        access: ["dispatcher"],
        input: ById.extend({ department: DepartmentCode, worker: WorkerId.optional() }),
        output: CaseView,
        run: async ({ caseId, department, worker }, context) => {
          if (!standards.departments.has(department))
            throw reject("dispatch.department.unknown", "There is no such department", { department });
          const state = await existing(caseId);
          if (worker !== undefined && "grid" in state && !roster.isWorkerOf(state.grid, worker))
            throw reject("dispatch.worker.not_of_grid", "This worker does not work in the case's grid", { worker });
          const body = { department, ...(worker === undefined ? {} : { worker }) };
          return command(caseId, (at) => ({ type: "AssignCase", data: body, at }), context, workerTook);
        },
      }),
      accept: action({
        rest: "POST /cases/:caseId/accept",
        summary: "接单: the worker or department takes the order on",
        access: ["gridWorker", "department"],
        input: ById,
        output: CaseView,
        run: ({ caseId }, context) =>
          command(caseId, (at) => ({ type: "AcceptCase", by: partyOf(context.actor), at }), context),
      }),
      return: action({
        rest: "POST /cases/:caseId/return",
        summary: "退回: not ours, with a reason; the dispatcher finds another body",
        access: ["gridWorker", "department"],
        input: ById.extend({ reason: Reason }),
        output: CaseView,
        run: async ({ caseId, reason }, context) => {
          const before = await existing(caseId);
          return command(
            caseId,
            (at) => ({ type: "ReturnCase", data: { reason }, by: partyOf(context.actor), at }),
            context,
            () => {
              workerDone(before);
            },
          );
        },
      }),
      handle: action({
        rest: "POST /cases/:caseId/handle",
        summary: "处置: the work is done; someone else checks it",
        access: ["gridWorker", "department"],
        input: ById,
        output: CaseView,
        run: ({ caseId }, context) =>
          command(caseId, (at) => ({ type: "ReportHandled", by: partyOf(context.actor), at }), context, workerDone),
      }),
      check: action({
        rest: "POST /cases/:caseId/check",
        summary: "核查: is the problem gone? Passed closes the case, failed returns it for rework",
        access: ["gridWorker", "supervisor"],
        input: z.discriminatedUnion("passed", [
          ById.extend({ passed: z.literal(true) }),
          ById.extend({ passed: z.literal(false), reason: Reason }),
        ]),
        output: CaseView,
        run: ({ caseId, ...data }, context) =>
          command(
            caseId,
            (at) => ({ type: "CheckCase", data, by: partyOf(context.actor), at }),
            context,
            (state) => {
              if (state.status === "assigned") workerTook(state);
            },
          ),
      }),
    },
    subscriptions: [
      onBatch(ReportAcceptedV1, openCases, async () => {
        await roster.refresh();
      }),
      on(ReportMergedV1, mergeCase),
      on(ReportReopenedV1, async ({ reportId }, meta) => {
        const saved = await cases.handle(reportId, { type: "ReopenCase", at: clock.now() }, meta);
        if (saved.changed) workerTook(saved.state);
      }),
      on(GridStaffedV1, async (data, meta) => {
        if (await staffGrid(data, meta.messageId)) roster.staff(data.grid, data.workers);
      }),
    ],
    onStart: async () => {
      await roster.refresh();
      await field.start();
      refreshing = setInterval(() => {
        roster.refresh().catch(() => undefined); // the next one will do
      }, rosterRefreshMs).unref();
    },
    onStop: () => {
      clearInterval(refreshing);
      return field.stop();
    },
  });
  return service;
};
