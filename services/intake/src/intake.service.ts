import { CategoryCode, Channel, GridCode, Instant, Point, ReportId, Via, Visibility } from "@wangge/contracts";
import type { Place, TrackedCase } from "@wangge/contracts/calls";
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
  withoutPersonalNumbers,
  type Actor,
  type CallContext,
  type DeciderStore,
  type Item,
  type Log,
  type Outcome,
  type Role,
  type ServiceDefinition,
  type Stored,
} from "@wangge/kit";
import { z } from "zod";
import type { Categories, Category } from "./app/categories.ts";
import type { Gatekeeper, Sender as ReportSender } from "./app/gatekeeper.ts";
import type { Limit } from "./app/limits.ts";
import type { ItemRegister } from "./app/item-register.ts";
import type { MatterDesk } from "./app/matter-desk.ts";
import {
  answered,
  dayOf,
  FIELDS,
  isTrackingNumber,
  mustNotStop,
  type AcceptReport,
  type Answers,
  type KeyState,
  type KeyTaken,
  type ReporterCommand,
  type ReportState,
  type TakeKey,
} from "./domain/index.ts";
import { createPost } from "./app/messages/post.ts";
import { tellOfMatters } from "./app/messages/of-matters.ts";
import { tellOfReading } from "./app/messages/of-readings.ts";
import { tellOfProgress } from "./app/messages/of-reports.ts";
import { onCaseFacts } from "./app/policies/case-facts.ts";
import type { Templates } from "./app/messages/templates.ts";
import type { Sender } from "./app/messages/send.ts";
import { affectedBy, rootOf } from "./app/similar.ts";
import { followActions, type FollowDeps } from "./edge/follow-actions.ts";
import { banActions, type BanDeps } from "./edge/ban-actions.ts";
import { messageActions } from "./edge/message-actions.ts";
import { ownReports, type OwnDeps } from "./edge/own-reports.ts";
import { recordSteps } from "./app/policies/record-steps.ts";
import { apiKeyActions, type ApiKeyDeps } from "./edge/api-key-actions.ts";
import { categoryActions } from "./edge/category-actions.ts";
import { admissionActions } from "./edge/admission-actions.ts";
import { directoryActions } from "./edge/directory-actions.ts";
import { itemActions } from "./edge/item-actions.ts";
import { open311Actions } from "./edge/open311-actions.ts";
import { matterWindow } from "./edge/matter-window.ts";
import { photoActions } from "./edge/photo-actions.ts";
import { photoModeration } from "./edge/photo-moderation.ts";
import { acceptedOf, createReading, unknownReport, type Accepted, type ReporterDeps } from "./edge/reading.ts";
import { reporterActions } from "./edge/reporter-actions.ts";
import {
  categoryOf,
  fingerprintOf,
  placeOf,
  ReportInput,
  type CategoryGiven,
  type ReportedInput,
} from "./edge/report-input.ts";
import { similarActions } from "./edge/similar-actions.ts";
import { updateActions, type UpdateDeps } from "./edge/update-actions.ts";
import { ReporterView, shownDescription, shownReporter } from "./edge/reporter-view.ts";
import { suggestActions, type SuggestDeps } from "./edge/suggest-actions.ts";
import { manifest } from "./manifest.ts";

export interface Progress {
  readonly status: string;
  readonly dueAt?: string | undefined;
  readonly closedAt?: string | undefined;
  readonly overdue: boolean;
}

export interface Deps
  extends ReporterDeps, Omit<FollowDeps, "gridsOf">, OwnDeps, UpdateDeps, ApiKeyDeps, SuggestDeps, BanDeps {
  /** Photos of one account. */
  readonly limitPhotos: Limit;
  readonly keys: DeciderStore<KeyState, TakeKey, KeyTaken>;
  readonly categories: Categories;
  /** How far cases are, by their ids; those that dispatch has not taken on yet are not among them. */
  readonly progressOfMany: (caseIds: readonly string[]) => Promise<ReadonlyMap<string, TrackedCase>>;
  /** The grid of each place; undefined where there is none. @throws DomainError `unavailable` */
  readonly gridsOf: (places: readonly Place[]) => Promise<readonly (string | undefined)[]>;
  readonly progressOf: (caseId: string) => Promise<Progress | undefined>;
  readonly courtyardsAt: (point: { readonly lng: number; readonly lat: number }) => Promise<readonly string[]>;
  readonly templates: Templates;
  /** Absent where nobody sends messages: they wait in the inbox. */
  readonly sender: Sender | undefined;
  readonly numberFor: (at: string) => Promise<string>;
  readonly gatekeeper: Gatekeeper;
  /** 权力清单 and 事项准入 */
  readonly register: ItemRegister;
  /** 申请, 咨询, 投诉, 意见建议 */
  readonly desk: MatterDesk;
  readonly log: Log;
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

/** 自行处置. Only who walks a grid has put right what he saw there. @throws DomainError `intake.report.not_self_handled` */
const mustHaveHandled = ({ channel }: ReportedInput, actor: Actor | undefined): string => {
  if (channel === "patrol" && actor?.worker !== undefined) return actor.worker;
  throw new DomainError("forbidden", "intake.report.not_self_handled", "Only a grid worker on patrol has put it right");
};

const mayUse = (channel: z.infer<typeof Channel>, actor: Actor | undefined): void => {
  const roles = rolesOfChannel[channel];
  if (roles === "public" || actor?.roles.some((role) => role === "admin" || roles.includes(role)) === true) return;
  throw new DomainError("forbidden", "intake.channel.not_yours", "Your roles do not report this way", {
    channel,
    roles,
  });
};

const answersView = (answers: Answers): Record<string, string[]> =>
  Object.fromEntries(Object.entries(answers).map(([code, values]) => [code, [...values]]));

const problemOf = (error: unknown): z.input<typeof Problem> => {
  if (!isDomainError(error)) throw error;
  const { code, kind, message, details } = error;
  return { code, kind, message, details: { ...details } };
};

interface Wanted {
  readonly input: ReportedInput;
  readonly place: Place;
  /** Of the client's own: the same key twice is one report. */
  readonly key: string | undefined;
  readonly category: Category;
  readonly given: CategoryGiven | undefined;
  readonly answers: Answers | undefined;
  /** The version of the category's questions. */
  readonly rules: string;
}

interface Brought {
  /** Whose channels these may be; a service of ours has looked at that itself. */
  readonly channelOf: Actor | undefined | "trusted";
  /** Taken down elsewhere: nothing more can be asked, and nobody sent away. */
  readonly isRecord: boolean;
}

/** 受理服务: takes in what people bring, gives a receipt, and from then on nothing is lost. */
export const intakeService = (deps: Deps): ServiceDefinition => {
  const { reports, reporters, keys, categories, gridsOf, progressOf, numberFor, register, clock, vault, photos } = deps;
  const reading = createReading(deps);
  const post = createPost(deps);
  const affected = affectedBy(deps);

  /** @throws DomainError for a channel, a category, an answer or a place that cannot be */
  const check = (input: ReportedInput, key: string | undefined, by: Brought): Wanted => {
    if (by.channelOf !== "trusted") mayUse(input.channel, by.channelOf);
    const { category, given } = categoryOf(input, categories);
    const { questions, version } = categories.rulesOf(category, dayOf(clock.now()));
    const checked = answered(questions, input.attributes ?? {}, by);
    if (!by.isRecord) mustNotStop(checked);
    const answers = Object.keys(checked.answers).length === 0 ? undefined : checked.answers;
    return { input, place: placeOf(input), key, category, given, answers, rules: version };
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
    { input, category, given, answers, rules }: Wanted,
    id: string,
    grid: string | undefined,
    { meta, actor }: CallContext,
  ): Promise<Item<AcceptReport>> => {
    if (grid === undefined) throw reject("intake.report.outside_district", "This place is not in the district's grids");
    const at = clock.now();
    const { description, address, channel, via, point, visibility, reporter, deviceId, photos: claims = [] } = input;
    await photos.reserve(id, claims);
    const data = {
      trackingNumber: await numberFor(at),
      kind: category.kind,
      category: category.code,
      categoryScheme: categories.scheme,
      ...(given === undefined ? {} : { categoryGiven: given }),
      ...(answers === undefined ? {} : { rules }),
      grid,
      ...(point === undefined ? {} : { point }),
      channel,
      ...(via === undefined ? {} : { via }),
      ...(input.selfHandled === undefined ? {} : { selfHandledBy: mustHaveHandled(input, actor) }),
      visibility,
      hasReporter: reporter !== undefined,
      ...(claims.length === 0 ? {} : { photos: claims.map(({ photoId }) => photoId) }),
      fingerprint: fingerprintOf(input, vault),
    };
    return {
      id,
      command: { type: "AcceptReport", data, at },
      meta: { ...meta, messageId: undefined, correlationId: id },
      sealed: vault.sealWords(id, { description, address, answers, deviceId }),
    };
  };

  const senderOf = (
    { input: { deviceId, reporter }, category }: Wanted,
    { actor, address }: CallContext,
  ): ReportSender => ({
    account: actor?.id,
    isStaff: actor?.roles.some((role) => role === "admin" || STAFF.includes(role)) === true,
    deviceId,
    phone: reporter?.phone,
    address,
    category: category.code,
  });

  /** After its report, which decides whether it is the first under its key; a repeat completes what a crash left open. */
  const reporterOf = (reportId: string, { input: { reporter } }: Wanted, context: CallContext) => {
    if (reporter === undefined) return [];
    const fields = FIELDS.filter((field) => reporter[field] !== undefined);
    const filedBy = context.actor?.id;
    const command: ReporterCommand = { type: "KeepReporter", data: { fields, filedBy }, at: clock.now() };
    const meta = { ...context.meta, messageId: undefined, correlationId: reportId };
    return [{ id: reportId, command, meta, sealed: vault.sealReporter(reportId, reporter) }];
  };

  const accept = async (input: ReportedInput, context: CallContext, isTrusted = false): Promise<Receipt> => {
    const wanted = check(input, context.idempotencyKey, {
      channelOf: isTrusted ? "trusted" : context.actor,
      isRecord: false,
    });
    const [refusal] = await deps.gatekeeper.admit([senderOf(wanted, context)]);
    if (refusal !== undefined) throw refusal;
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
    const checked: { readonly index: number; readonly row: Wanted }[] = [];
    for (const [index, raw] of rows.entries())
      try {
        const { idempotencyKey, ...input } = BulkRow.parse(raw);
        // As the gateway makes it of the header: the same key is the same report, alone or among many.
        const key = idempotencyKey && keyOfAccount(context.actor?.id, idempotencyKey);
        checked.push({ index, row: check(input, key, { channelOf: context.actor, isRecord: true }) });
      } catch (error) {
        refuse(index, error instanceof z.ZodError ? invalidBy(error) : error);
      }
    const refusals = await deps.gatekeeper.admit(checked.map(({ row }) => senderOf(row, context)));
    for (const [place, refusal] of refusals.entries())
      if (refusal !== undefined) refuse(checked[place]?.index ?? 0, refusal);
    const wanted = checked.filter((_row, place) => refusals[place] === undefined);
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
    address: z.string().optional().describe("where it is, as somebody put it; numbers of people masked"),
    answers: z.record(z.string(), z.array(z.string())).optional().describe("to the category's questions"),
    said: z.string().optional().describe("what its reporter said, asking for it to begin again"),
    visibility: Visibility,
    mergedInto: ReportId.optional(),
    reporter: ReporterView.optional().describe("masked; for the clerk who took it down and for supervisors"),
  });

  const Tracked = z.object({
    trackingNumber: z.string(),
    acceptedAt: Instant,
    category: CategoryCode,
    goesOnAs: z.string().optional().describe("受理编号 of the older report that goes on for both"),
    affected: z.int().describe("受影响人数: how many have said so"),
    rating: z.int().optional(),
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
    const { trackingNumber, acceptedAt, category, mergedInto, rating } = state;
    const root = mergedInto === undefined ? { id, state } : await rootOf(reports, mergedInto);
    return {
      trackingNumber,
      acceptedAt,
      category,
      ...(root.id === id || root.state.visibility === "private" ? {} : { goesOnAs: root.state.trackingNumber }),
      affected: await affected(root.id),
      ...(rating === undefined ? {} : { rating: rating.score }),
      progress: (await progressOf(root.id)) ?? null,
    };
  };

  const window = matterWindow(
    { ...deps, post },
    reading,
    { output: Tracked, of: tracked, own: ownReports(deps) },
    accept,
  );

  return defineService({
    manifest,
    onStart: async () => {
      await register.start();
      await window.start();
      await photos.start();
      deps.sender?.start();
    },
    onStop: async () => {
      await deps.sender?.stop();
      await photos.stop();
      await window.stop();
      await register.stop();
    },
    actions: {
      ...window.actions,
      ...itemActions(register),
      ...admissionActions(register),
      ...suggestActions(deps),
      ...banActions(deps, window.subjects),
      ...directoryActions(register),
      ...photoActions(deps, reading, { staff: STAFF, mayUse }),
      ...photoModeration(deps, reading),
      accept: action({
        rest: "POST /reports",
        summary: "受理: report a problem or apply for a service; answers with a receipt",
        access: "public",
        status: 201,
        input: ReportInput,
        output: Receipt,
        run: (input, context) => accept(input, context),
      }),
      acceptFor: action({
        summary: "受理 on behalf of whoever a service of ours has checked itself, such as the Open311 server its keys",
        access: "service",
        idempotent: true,
        input: ReportInput.extend({ via: Via.optional(), idempotencyKey: z.string().min(1).max(200).optional() }),
        output: Receipt,
        run: ({ idempotencyKey, ...input }, context) => accept(input, { ...context, idempotencyKey }, true),
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
          const { kind, channel, point, categoryScheme, visibility, mergedInto } = report.state;
          const words = vault.openWords(report.id, report.sealed);
          return {
            ...receiptOf(report),
            kind,
            channel,
            description: shownDescription(report, deps),
            ...(point === undefined ? {} : { point }),
            categoryScheme,
            ...(words?.address === undefined ? {} : { address: withoutPersonalNumbers(words.address) }),
            ...(words?.answers === undefined ? {} : { answers: answersView(words.answers) }),
            ...(words?.said === undefined ? {} : { said: withoutPersonalNumbers(words.said) }),
            visibility,
            ...(mergedInto === undefined ? {} : { mergedInto }),
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
      ...categoryActions(deps),
      ...similarActions(deps, reading),
      ...followActions(deps, window.subjects),
      ...messageActions(deps, window.subjects),
      ...open311Actions(deps, accept),
      ...updateActions(deps, reading, STAFF),
      ...apiKeyActions(deps),
      ...reporterActions(deps, reading, window.subjects, window.track),
    },
    subscriptions: [
      ...onCaseFacts(deps, [tellOfProgress(post, deps), recordSteps(deps.updates)]),
      ...tellOfMatters(post, deps.matters),
      tellOfReading(post, deps),
    ],
  });
};

const BulkRow = ReportInput.extend({ idempotencyKey: z.string().min(1).max(200).optional() });
