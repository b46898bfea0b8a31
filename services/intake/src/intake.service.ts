import { CategoryCode, Channel, GridCode, Instant, Point, ReportId, Visibility } from "@wangge/contracts";
import type { Place } from "@wangge/contracts/calls";
import {
  action,
  defineService,
  DomainError,
  idFrom,
  invalidBy,
  isDomainError,
  keyOfAccount,
  newId,
  reject,
  type Actor,
  type CallContext,
  type DeciderStore,
  type Item,
  type Outcome,
  type Role,
  type ServiceDefinition,
  type Stored,
} from "@wangge/kit";
import { z } from "zod";
import { Category, type Categories } from "./app/categories.ts";
import type { Limit } from "./app/limits.ts";
import type { ItemRegister } from "./app/item-register.ts";
import {
  FIELDS,
  isTrackingNumber,
  type AcceptReport,
  type KeyState,
  type KeyTaken,
  type ReporterCommand,
  type ReportState,
  type TakeKey,
} from "./domain/index.ts";
import { admissionActions } from "./edge/admission-actions.ts";
import { itemActions } from "./edge/item-actions.ts";
import { photoActions } from "./edge/photo-actions.ts";
import { claimsPhotos } from "./edge/photo-input.ts";
import { photoModeration } from "./edge/photo-moderation.ts";
import { acceptedOf, createReading, unknownReport, type Accepted, type ReporterDeps } from "./edge/reading.ts";
import { reporterActions } from "./edge/reporter-actions.ts";
import { whoReports } from "./edge/reporter-input.ts";
import { ReporterView, shownDescription, shownReporter } from "./edge/reporter-view.ts";
import { manifest } from "./manifest.ts";

export interface Progress {
  readonly status: string;
  readonly dueAt?: string | undefined;
  readonly closedAt?: string | undefined;
  readonly overdue: boolean;
}

export interface Deps extends ReporterDeps {
  /** Photos of one account. */
  readonly limitPhotos: Limit;
  readonly keys: DeciderStore<KeyState, TakeKey, KeyTaken>;
  readonly categories: Categories;
  /** The grid of each place; undefined where there is none. @throws DomainError `unavailable` */
  readonly gridsOf: (places: readonly Place[]) => Promise<readonly (string | undefined)[]>;
  readonly progressOf: (caseId: string) => Promise<Progress | undefined>;
  readonly numberFor: (at: string) => Promise<string>;
  /** 权力清单 and 事项准入 */
  readonly register: ItemRegister;
}

const STAFF: readonly Role[] = ["clerk", "gridWorker", "dispatcher", "department", "supervisor"];

/** Who may say that a report came this way: the window's own channels are not for everyone. */
const rolesOfChannel: Readonly<Record<z.infer<typeof Channel>, readonly Role[] | "public">> = {
  window: ["clerk"],
  phone: ["clerk"],
  patrol: ["gridWorker"],
  app: "public",
  web: "public",
};

export const ReportInput = z.strictObject({
  category: CategoryCode,
  description: z.string().trim().min(1).max(4000).describe("what is the matter; stays with intake"),
  channel: Channel.default("web"),
  point: Point.optional().describe("where it is; or the grid"),
  grid: GridCode.optional(),
  ...whoReports,
  ...claimsPhotos,
});
type ReportInput = z.infer<typeof ReportInput>;

const Receipt = z.object({
  reportId: ReportId,
  trackingNumber: z.string(),
  category: CategoryCode,
  grid: GridCode,
  acceptedAt: Instant,
});
type Receipt = z.infer<typeof Receipt>;

const Problem = z.object({
  code: z.string(),
  kind: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
});

const BulkResult = z.union([
  z.object({ ok: z.literal(true), receipt: Receipt }),
  z.object({ ok: z.literal(false), problem: Problem }),
]);

const receiptOf = ({ id: reportId, state }: Stored<ReportState>): Receipt => {
  if (state.status === "new") throw unknownReport();
  const { trackingNumber, category, grid, acceptedAt } = state;
  return { reportId, trackingNumber, category, grid, acceptedAt };
};

const placeOf = ({ point, grid }: ReportInput): Place => {
  if (point !== undefined && grid === undefined) return { point };
  if (grid !== undefined && point === undefined) return { grid };
  throw new DomainError("invalid", "intake.report.place", "Give either a point or a grid");
};

const mayUse = (channel: z.infer<typeof Channel>, actor: Actor | undefined): void => {
  const roles = rolesOfChannel[channel];
  if (roles === "public" || actor?.roles.some((role) => role === "admin" || roles.includes(role)) === true) return;
  throw new DomainError("forbidden", "intake.channel.not_yours", "Your roles do not report this way", {
    channel,
    roles,
  });
};

const problemOf = (error: unknown): z.input<typeof Problem> => {
  if (!isDomainError(error)) throw error;
  const { code, kind, message, details } = error;
  return { code, kind, message, details: { ...details } };
};

interface Wanted {
  readonly input: ReportInput;
  readonly place: Place;
  /** Of the client's own: the same key twice is one report. */
  readonly key: string | undefined;
}

/** 受理服务: takes in what people bring, gives a receipt, and from then on nothing is lost. */
export const intakeService = (deps: Deps): ServiceDefinition => {
  const { reports, reporters, keys, categories, gridsOf, progressOf, numberFor, register, clock, vault, photos } = deps;
  const reading = createReading(deps);

  const fingerprintOf = ({
    category,
    description,
    channel,
    point,
    grid,
    reporter,
    visibility,
    photos: claims = [],
  }: ReportInput): string => {
    const who = [...FIELDS.map((field) => reporter?.[field]), ...claims.map(({ photoId }) => photoId)];
    return vault.fingerprint(category, description, channel, point?.lng, point?.lat, grid, visibility, ...who);
  };

  const check = (input: ReportInput, key: string | undefined, { actor }: CallContext): Wanted => {
    mayUse(input.channel, actor);
    if (categories.find(input.category) === undefined)
      throw new DomainError("invalid", "intake.category.unknown", "There is no such category", {
        category: input.category,
        scheme: categories.scheme,
      });
    return { input, place: placeOf(input), key };
  };

  /** The id of each report: the one its key stands for, or a new one. Ids rise with time, so that lists are by age. */
  const idsOf = async (wanted: readonly (string | undefined)[]): Promise<readonly string[]> => {
    const ids = wanted.map(() => newId());
    const keyed = wanted.flatMap((key, index) => (key === undefined ? [] : [{ key, index }]));
    if (keyed.length === 0) return ids;
    const outcomes = await keys.handleMany(
      keyed.map(({ key, index }) => ({
        id: idFrom("key", key),
        command: { type: "TakeKey", reportId: ids[index] ?? "" },
      })),
      { expectNew: true },
    );
    for (const [place, outcome] of outcomes.entries()) {
      if (!outcome.ok) throw outcome.error;
      const { state } = outcome.stored;
      if (state.status === "taken") ids[keyed[place]?.index ?? 0] = state.reportId;
    }
    return ids;
  };

  const itemOf = async (
    { input }: Wanted,
    id: string,
    grid: string | undefined,
    { meta }: CallContext,
  ): Promise<Item<AcceptReport>> => {
    if (grid === undefined) throw reject("intake.report.outside_district", "This place is not in the district's grids");
    const at = clock.now();
    const { category, description, channel, point, visibility, reporter, photos: claims = [] } = input;
    await photos.reserve(id, claims);
    const data = {
      trackingNumber: await numberFor(at),
      kind: categories.find(category)?.kind ?? "event",
      category,
      categoryScheme: categories.scheme,
      grid,
      ...(point === undefined ? {} : { point }),
      channel,
      visibility,
      hasReporter: reporter !== undefined,
      ...(claims.length === 0 ? {} : { photos: claims.map(({ photoId }) => photoId) }),
      fingerprint: fingerprintOf(input),
    };
    return {
      id,
      command: { type: "AcceptReport", data, at },
      meta: { ...meta, messageId: undefined, correlationId: id },
      sealed: vault.sealDescription(id, description),
    };
  };

  /** After its report, which decides whether it is the first under its key; a repeat completes what a crash left open. */
  const reporterOf = (reportId: string, { input: { reporter } }: Wanted, context: CallContext) => {
    if (reporter === undefined) return [];
    const fields = FIELDS.filter((field) => reporter[field] !== undefined);
    const filedBy = context.actor?.id;
    const command: ReporterCommand = { type: "KeepReporter", data: { fields, filedBy }, at: clock.now() };
    const meta = { ...context.meta, messageId: undefined, correlationId: reportId };
    return [{ id: reportId, command, meta, sealed: vault.sealReporter(reportId, reporter) }];
  };

  const accept = async (input: ReportInput, context: CallContext): Promise<Receipt> => {
    const wanted = check(input, context.idempotencyKey, context);
    const [grid] = await gridsOf([wanted.place]);
    const [id = ""] = grid === undefined ? [] : await idsOf([wanted.key]);
    const { command, meta, sealed } = await itemOf(wanted, id, grid, context);
    const stored = await reports.handle(id, command, meta, sealed);
    for (const reporter of reporterOf(id, wanted, context))
      await reporters.handle(id, reporter.command, reporter.meta, reporter.sealed);
    await photos.claimSoon(stored);
    return receiptOf(stored);
  };

  /** Many reports in one question to the registry and one write; each has its own answer. */
  const acceptMany = async (
    rows: readonly unknown[],
    context: CallContext,
  ): Promise<readonly z.input<typeof BulkResult>[]> => {
    const answers: z.input<typeof BulkResult>[] = [];
    const refuse = (index: number, error: unknown): void => {
      answers[index] = { ok: false, problem: problemOf(error) };
    };
    const wanted: { readonly index: number; readonly row: Wanted }[] = [];
    for (const [index, raw] of rows.entries())
      try {
        const { idempotencyKey, ...input } = BulkRow.parse(raw);
        // As the gateway makes it of the header: the same key is the same report, alone or among many.
        const key = idempotencyKey && keyOfAccount(context.actor?.id, idempotencyKey);
        wanted.push({ index, row: check(input, key, context) });
      } catch (error) {
        refuse(index, error instanceof z.ZodError ? invalidBy(error) : error);
      }
    if (wanted.length === 0) return answers;
    const rowAt = new Map(wanted.map(({ index, row }) => [index, row]));
    const grids = await gridsOf(wanted.map(({ row }) => row.place));
    const ids = await idsOf(wanted.map(({ row: { key } }, place) => (grids[place] === undefined ? undefined : key)));
    const items: Item<AcceptReport>[] = [];
    const places: number[] = [];
    for (const [place, { index, row }] of wanted.entries())
      try {
        items.push(await itemOf(row, ids[place] ?? "", grids[place], context));
        places.push(index);
      } catch (error) {
        refuse(index, error);
      }
    const outcomes: readonly Outcome<ReportState>[] = await reports.handleMany(items, { expectNew: true });
    const behind: { readonly index: number; readonly item: Item<ReporterCommand> }[] = [];
    for (const [place, outcome] of outcomes.entries()) {
      const index = places[place] ?? 0;
      if (outcome.ok) {
        answers[index] = { ok: true, receipt: receiptOf(outcome.stored) };
        await photos.claimSoon(outcome.stored);
        const row = rowAt.get(index);
        if (row !== undefined)
          for (const item of reporterOf(outcome.stored.id, row, context)) behind.push({ index, item });
      } else refuse(index, outcome.error);
    }
    if (behind.length === 0) return answers;
    const kept = await reporters.handleMany(
      behind.map(({ item }) => item),
      { expectNew: true },
    );
    for (const [place, outcome] of kept.entries()) if (!outcome.ok) refuse(behind[place]?.index ?? 0, outcome.error);
    return answers;
  };

  const ReportView = Receipt.extend({
    kind: z.string(),
    channel: Channel,
    description: z.string().describe("phone and identity numbers in it are masked"),
    point: Point.optional(),
    categoryScheme: z.string(),
    visibility: Visibility,
    reporter: ReporterView.optional().describe("masked; for the clerk who took it down and for supervisors"),
  });

  const Tracked = z.object({
    trackingNumber: z.string(),
    acceptedAt: Instant,
    category: CategoryCode,
    progress: z
      .object({
        status: z.string(),
        dueAt: Instant.optional(),
        closedAt: Instant.optional(),
        overdue: z.boolean(),
      })
      .nullable()
      .describe("null until dispatch has taken it on"),
  });

  const tracked = async ({ id, state }: Accepted): Promise<z.input<typeof Tracked>> => {
    const { trackingNumber, acceptedAt, category } = state;
    return { trackingNumber, acceptedAt, category, progress: (await progressOf(id)) ?? null };
  };

  return defineService({
    manifest,
    onStart: async () => {
      await register.start();
      await photos.start();
    },
    onStop: async () => {
      await register.stop();
      await photos.stop();
    },
    actions: {
      ...itemActions(register),
      ...admissionActions(register),
      ...photoActions(deps, reading, { staff: STAFF, mayUse }),
      ...photoModeration(deps, reading),
      accept: action({
        rest: "POST /reports",
        summary: "受理: report a problem or apply for a service; answers with a receipt",
        access: "public",
        status: 201,
        input: ReportInput,
        output: Receipt,
        run: accept,
      }),
      acceptMany: action({
        rest: "POST /reports/bulk",
        summary: "Many reports as NDJSON, one a line, each with its own answer",
        access: ["clerk"],
        input: z.strictObject({ items: z.array(z.unknown()).min(1).max(1000) }),
        output: z.object({ results: z.array(BulkResult) }),
        run: async ({ items }, context) => ({ results: [...(await acceptMany(items, context))] }),
      }),
      get: action({
        rest: "GET /reports/:reportId",
        summary: "One report as it was taken in",
        access: STAFF,
        input: z.strictObject({ reportId: ReportId }),
        output: ReportView,
        run: async ({ reportId }, { actor }) => {
          const report = acceptedOf(await reports.load(reportId));
          await reading.mayKnow(report, actor);
          const reporter = await shownReporter(report, actor, deps, reading);
          const { kind, channel, point, categoryScheme, visibility } = report.state;
          return {
            ...receiptOf(report),
            kind,
            channel,
            description: shownDescription(report, deps),
            ...(point === undefined ? {} : { point }),
            categoryScheme,
            visibility,
            ...(reporter === undefined ? {} : { reporter }),
          };
        },
      }),
      track: action({
        rest: "GET /track/:trackingNumber",
        summary: "查询: how far is my report?",
        access: "public",
        input: z.strictObject({ trackingNumber: z.string().max(40) }),
        output: Tracked,
        run: async ({ trackingNumber }) => {
          if (!isTrackingNumber(trackingNumber)) throw unknownReport();
          const [found] = await reports.find({ where: { "state.trackingNumber": trackingNumber }, limit: 1 });
          return tracked(acceptedOf(found));
        },
      }),
      categories: action({
        rest: "GET /categories",
        summary: "类别: what can be reported or applied for, with the numbering it belongs to",
        access: "public",
        input: z.strictObject({}),
        output: z.object({ scheme: z.string(), categories: z.array(Category) }),
        run: () => Promise.resolve({ scheme: categories.scheme, categories: [...categories.all] }),
      }),
      ...reporterActions(deps, reading, { output: Tracked, of: tracked }),
    },
    subscriptions: [],
  });
};

const BulkRow = ReportInput.extend({ idempotencyKey: z.string().min(1).max(200).optional() });
