import { ReportId, Ulid } from "@wangge/contracts";
import { ReporterField } from "@wangge/contracts/events";
import { action, DomainError, type Actor, type CallContext } from "@wangge/kit";
import { z } from "zod";
import { records } from "../app/vault.ts";
import { eraseComments } from "../app/erase-comments.ts";
import { FIELDS, type ReporterFields } from "../domain/index.ts";
import { isOpenTo } from "./matter-access.ts";
import { unknownReport, type Reading, type ReporterDeps } from "./reading.ts";
import { Phone, Reason } from "./reporter-input.ts";
import { AccessView, accessViewOf, FoundReport, ReporterView } from "./reporter-view.ts";
import { Proof, type Known, type Subjects } from "./subjects.ts";

const MOST_FOUND = 50;
const MOST_READINGS = 200;

/** About officers: for nobody but those who inspect them, as if it were not there. */
const mustBeOpenTo = (known: Known, actor: Actor | undefined): Known => {
  if (!isOpenTo(known, actor)) throw unknownReport();
  return known;
};

type Unmasked = ReporterFields & { readonly description?: string | undefined };

/** 报告人 behind reports: reading with a reason, finding by phone, taking away, and what the resident sees of all that. */
export const reporterActions = <Progress extends z.ZodType>(
  deps: ReporterDeps,
  { account, mustNotHandle }: Reading,
  { proven, ...subjects }: Subjects,
  track: { readonly output: Progress; readonly of: (known: Known) => Promise<z.input<Progress>> },
) => {
  const { reports, reporters, followers, accesses, bans, updates, matters, vault, clock } = deps;

  const unmasked = async ({ id, hasReporter, words }: Known): Promise<Unmasked> => {
    const description = words();
    const reporter = hasReporter ? await reporters.load(id) : undefined;
    const fields = reporter?.sealed === undefined ? {} : vault.openReporter(id, reporter.sealed);
    return { ...fields, ...(description === undefined ? {} : { description }) };
  };

  const unmask = async (
    { reportId, reason, fields: wanted }: { reportId: string; reason: Reason; fields?: ReporterField[] | undefined },
    context: CallContext,
  ) => {
    const known = mustBeOpenTo(await subjects.byId(reportId), context.actor);
    await mustNotHandle(reportId, context.actor);
    const all = await unmasked(known);
    const fields = [...FIELDS, "description" as const].filter(
      (name) => all[name] !== undefined && wanted?.includes(name) !== false,
    );
    if (fields.length === 0)
      throw new DomainError("missing", "intake.reporter.none", "Nothing of this is kept: never given, or erased");
    const accessId = await account({ kind: "unmask", reports: [reportId], fields }, reason, context);
    const { description, ...reporter } = Object.fromEntries(fields.map((name) => [name, all[name]])) as Unmasked;
    return { accessId, reporter, ...(description === undefined ? {} : { description }) };
  };

  const search = async ({ phone, reason }: { phone: string; reason: Reason }, context: CallContext) => {
    await mustNotHandle(undefined, context.actor);
    const found = await reporters.find({ where: { "sealed.index.phone": vault.phoneIndex(phone) }, limit: MOST_FOUND });
    const ids = found.map(({ id }) => id);
    const accessId = await account({ kind: "search", reports: ids, fields: ["phone"] }, reason, context);
    const loaded = await Promise.all(ids.map((id) => subjects.find(id)));
    const shown = loaded.filter((known) => known !== undefined && isOpenTo(known, context.actor));
    return { accessId, reports: shown.flatMap((known) => known?.found ?? []) };
  };

  const erase = async (
    { reportId, reason, keepDescription }: { reportId: string; reason: Reason; keepDescription: boolean },
    context: CallContext,
  ) => {
    const known = mustBeOpenTo(await subjects.byId(reportId), context.actor);
    const meta = { ...context.meta, messageId: undefined };
    const accessId = await account({ kind: "erase", reports: [reportId], fields: [] }, reason, context);
    const at = clock.now();
    // A repeat after a crash in between finds the first part done and does the second.
    if (known.hasReporter)
      await reporters.handle(reportId, { type: "EraseReporter", data: { accessId }, at }, meta, null);
    if (keepDescription) return { accessId };
    await known.eraseWords(accessId, at, meta);
    await eraseComments(updates, reportId, at, meta);
    // Unreadable since then; a sweep deletes what a crash leaves of them.
    await deps.photos.removeOf(reportId);
    return { accessId };
  };

  return {
    unmask: action({
      rest: "POST /reports/:reportId/reporter/unmask",
      summary: "读取报告人: in clear, with a reason that the resident will read",
      access: ["clerk", "supervisor"],
      input: z.strictObject({
        reportId: ReportId,
        reason: Reason,
        fields: z.array(ReporterField).min(1).optional().describe("absent: all that are kept"),
      }),
      output: z.object({ accessId: Ulid, reporter: ReporterView, description: z.string().optional() }),
      run: unmask,
    }),
    search: action({
      rest: "POST /reports/search",
      summary: "按号码查找: the reports of a phone, the newest fifty; accounted for like a reading of each",
      access: ["clerk", "supervisor"],
      input: z.strictObject({ phone: Phone, reason: Reason }),
      output: z.object({ accessId: Ulid, reports: z.array(FoundReport) }),
      run: search,
    }),
    erase: action({
      rest: "POST /reports/:reportId/reporter/erase",
      summary: "删除个人信息: nobody can read it again; the report and the audit stay",
      access: ["supervisor"],
      idempotent: true,
      input: z.strictObject({
        reportId: ReportId,
        reason: Reason,
        keepDescription: z.boolean().default(false).describe("while the case is open, who works on it needs it"),
      }),
      output: z.object({ accessId: Ulid }),
      run: erase,
    }),
    trackOwn: action({
      rest: "POST /track",
      summary:
        "查询: my report, by its number and the phone that was left with it. POST: a phone belongs in no address",
      access: "public",
      idempotent: true,
      input: Proof,
      output: track.output,
      run: async (proof) => track.of(await proven(proof)),
    }),
    trackAccess: action({
      rest: "POST /track/access",
      summary: "谁看过我的信息: who has read my data and why, by number and phone",
      access: "public",
      idempotent: true,
      input: Proof,
      output: z.object({ readings: z.array(AccessView) }),
      run: async (proof) => {
        const { id } = await proven(proof);
        const found = await accesses.find({ where: { "state.reports": id }, limit: MOST_READINGS });
        return { readings: found.flatMap((stored) => accessViewOf(stored, deps)) };
      },
    }),
    rewrap: action({
      rest: "POST /personal-data/rewrap",
      summary: "Brings data keys under the current master key, a portion each call, until it says that it is done",
      access: ["admin"],
      idempotent: true,
      input: z.strictObject({ limit: z.int().min(1).max(10_000).default(1_000) }),
      output: z.object({ rewrapped: z.int(), done: z.boolean() }),
      run: async ({ limit }) => {
        const { sealer } = vault;
        const counts = await Promise.all([
          reports.rewrap(sealer, records.report, limit),
          reporters.rewrap(sealer, records.reporter, limit),
          followers.rewrap(sealer, records.follower, limit),
          accesses.rewrap(sealer, records.access, limit),
          bans.rewrap(sealer, records.ban, limit),
          updates.rewrap(sealer, records.update, limit),
          matters.rewrap(sealer, records.matter, limit),
          deps.photos.photos.rewrap(sealer, records.photo, limit),
        ]);
        return {
          rewrapped: counts.reduce((sum, count) => sum + count, 0),
          done: counts.every((count) => count < limit),
        };
      },
    }),
  };
};
