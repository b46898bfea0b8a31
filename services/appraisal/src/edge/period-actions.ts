import { CaseId, Day } from "@wangge/contracts";
import { AppraisalId } from "@wangge/contracts/events";
import { action, BytesAnswer, newId, withoutNumbers, type Actor, type CallContext, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { NamesOf } from "../adapters/names.ts";
import type { Books } from "../app/books.ts";
import type { Known, Periods } from "../app/periods.ts";
import { digestOf, type Result } from "../app/sheet.ts";
import type { AppraisalCommand } from "../domain/index.ts";
import { APPRAISED, callerOf, hiddenFrom, OFFICERS, READERS, sidesOf } from "./access.ts";
import type { Shown } from "./shown.ts";
import { AppraisalView, differenceOf, namesFor, NamesView, ResultView, withShown } from "./view.ts";

const ById = z.strictObject({ appraisalId: AppraisalId });
const Reason = withoutNumbers(1, 1_000);
const Ulids = z.array(CaseId).max(200).default([]);
const OfEdition = z.strictObject({ appraisalId: AppraisalId, edition: z.int().min(1).optional() });
const OfObjection = z.strictObject({ appraisalId: AppraisalId, objectionId: AppraisalId });
const Verdict = z.strictObject({ ...OfObjection.shape, upheld: z.boolean(), answer: Reason, exempted: Ulids });

interface Deps {
  readonly books: Books;
  readonly periods: Periods;
  readonly shown: Shown;
  readonly namesOf: NamesOf;
  readonly clock: Clock;
}

/** 考核过程 over HTTP: open, freeze, draft, notice, object, appeal, final, publish, correct. */
export const periodActions = ({ books, periods, shown, namesOf, clock }: Deps) => {
  const { kindOf, ownOf, digestFor } = shown;

  const viewFor = ({ id: appraisalId, state }: Known, actor: Actor | undefined): z.input<typeof AppraisalView> => {
    const { card, side, from, until, status, asOf, noticeUntil, editions, objections, published } = state;
    const own = ownOf(actor, state);
    const isRunBy = sidesOf(actor).includes(side);
    const hidden = hiddenFrom(state, actor, own !== undefined);
    return {
      ...{ appraisalId, card, side, from, until, status, asOf, published: [...published] },
      ...(isRunBy || own !== undefined ? { noticeUntil } : {}),
      ...(isRunBy ? { editions: structuredClone(editions) as never } : {}),
      ...(isRunBy || own !== undefined
        ? { objections: structuredClone(objections.filter(({ subject }) => isRunBy || subject === own)) as never }
        : {}),
      ...(hidden === undefined ? {} : { hidden }),
    };
  };

  const asked = async (
    appraisalId: string,
    command: (caller: ReturnType<typeof callerOf>, at: string) => AppraisalCommand,
    context: CallContext,
  ) => {
    const { state } = await periods.known(appraisalId);
    const caller = callerOf(context, kindOf(state));
    return viewFor(await periods.ask(appraisalId, command(caller, clock.now()), context.meta), context.actor);
  };

  const resultsOf = async (digest: string): Promise<readonly Result[]> => (await periods.sheet(digest)).results;

  return {
    openAppraisal: action({
      rest: "POST /appraisals",
      summary: "考核期: opens the appraisal of a period by a scorecard",
      access: OFFICERS,
      status: 201,
      input: z.strictObject({ appraisalId: AppraisalId.optional(), card: z.string().max(40), from: Day, until: Day }),
      output: AppraisalView,
      run: async ({ appraisalId = newId(), card, from, until }, context) => {
        const { side } = books.cardOn(card, from).card;
        const command = { type: "Open", card, side, from, until, at: clock.now(), by: callerOf(context) } as const;
        return viewFor(await periods.ask(appraisalId, command, context.meta), context.actor);
      },
    }),
    appraisals: action({
      rest: "GET /appraisals",
      summary: "考核: appraisals, newest first; what is not shown to you says why",
      access: "public",
      input: z.strictObject({
        card: z.string().max(40).optional(),
        after: AppraisalId.optional(),
        limit: z.int().min(1).max(100).default(20),
      }),
      output: z.object({ appraisals: z.array(AppraisalView), next: AppraisalId.optional() }),
      run: async ({ card, after, limit }, { actor }) => {
        const where = card === undefined ? {} : { "state.card": card };
        const found = await periods.appraisals.find({ where, limit, after });
        const next = found.length === limit ? found.at(-1)?.id : undefined;
        const known = found.flatMap((one): readonly Known[] =>
          one.state.status === "none" ? [] : [{ ...one, state: one.state }],
        );
        return { appraisals: known.map((one) => viewFor(one, actor)), ...(next === undefined ? {} : { next }) };
      },
    }),
    appraisal: action({
      rest: "GET /appraisals/:appraisalId",
      summary: "One appraisal: where it stands, its editions and objections",
      access: "public",
      input: ById,
      output: AppraisalView,
      run: async ({ appraisalId }, { actor }) => viewFor(await periods.known(appraisalId), actor),
    }),
    appraisalResults: action({
      rest: "GET /appraisals/:appraisalId/results",
      summary: "结果: of the last edition that you may see, or of one of them",
      access: "public",
      input: OfEdition,
      output: z.object({ results: z.array(ResultView), names: NamesView }),
      run: async ({ appraisalId, edition }, { actor }) => {
        const { results, card, until } = await shown.sheet(appraisalId, edition, actor);
        const names = await namesFor(namesOf, { subjects: card.subjects, until }, results);
        return { results: results.map(withShown) as never, names };
      },
    }),
    appraisalDiff: action({
      rest: "GET /appraisals/:appraisalId/diff",
      summary: "比对: who stands elsewhere in one edition than in another, by how much, and by which indicator",
      access: READERS,
      input: z.strictObject({ appraisalId: AppraisalId, from: z.int().min(1), to: z.int().min(1) }),
      output: z.object({
        because: z.string().optional(),
        changes: z.array(
          z.object({
            subject: z.string(),
            rank: z.object({ from: z.int().optional(), to: z.int().optional() }),
            score: z.string().optional().describe("exact, later minus earlier"),
            indicators: z.array(z.string()).describe("whose value or points differ"),
          }),
        ),
      }),
      run: async ({ appraisalId, from, to }, { actor }) => {
        const stored = await periods.known(appraisalId);
        const [before, after] = await Promise.all(
          [from, to].map((edition) => resultsOf(digestFor(stored, edition, actor))),
        );
        const earlier = new Map((before ?? []).map((one) => [one.subject, one]));
        const changes = (after ?? []).flatMap((now) => {
          const then = earlier.get(now.subject);
          const indicators = now.items
            .filter((item, index) => JSON.stringify(item) !== JSON.stringify(then?.items[index]))
            .map(({ indicator }) => indicator);
          if (then?.rank === now.rank && then?.score === now.score && indicators.length === 0) return [];
          const score = differenceOf(now.score, then?.score);
          return [
            {
              subject: now.subject,
              rank: {
                ...(then?.rank === undefined ? {} : { from: then.rank }),
                ...(now.rank === undefined ? {} : { to: now.rank }),
              },
              ...(score === undefined ? {} : { score }),
              indicators,
            },
          ];
        });
        const because = stored.state.editions[to - 1]?.because;
        return { changes, ...(because === undefined ? {} : { because }) };
      },
    }),
    freezeAppraisal: action({
      rest: "POST /appraisals/:appraisalId/freeze",
      summary: "截止: from now on only what has been said counts; not before late facts had their days",
      access: OFFICERS,
      input: ById,
      output: AppraisalView,
      run: async ({ appraisalId }, context) =>
        viewFor(await periods.freeze(appraisalId, callerOf(context), context.meta), context.actor),
    }),
    makeEdition: action({
      rest: "POST /appraisals/:appraisalId/editions",
      summary: "核算: works the period out; again only with a reason, as another edition",
      access: OFFICERS,
      input: z.strictObject({ appraisalId: AppraisalId, because: Reason.optional() }),
      output: AppraisalView,
      run: async ({ appraisalId, because }, context) =>
        viewFor(await periods.makeEdition(appraisalId, callerOf(context), because, context.meta), context.actor),
    }),
    noticeAppraisal: action({
      rest: "POST /appraisals/:appraisalId/notice",
      summary: "公示: shows the draft to those appraised, who may object until it ends",
      access: OFFICERS,
      input: ById,
      output: AppraisalView,
      run: async ({ appraisalId }, context) =>
        viewFor(await periods.notice(appraisalId, callerOf(context), context.meta), context.actor),
    }),
    objectToAppraisal: action({
      rest: "POST /appraisals/:appraisalId/objections",
      summary: "异议: by those appraised, of themselves",
      access: APPRAISED,
      status: 201,
      input: z.strictObject({
        appraisalId: AppraisalId,
        objectionId: AppraisalId.optional(),
        indicator: z.string().max(40).optional(),
        cases: Ulids,
        reason: Reason,
      }),
      output: AppraisalView,
      run: ({ appraisalId, objectionId: id = newId(), indicator, cases, reason }, context) =>
        asked(appraisalId, (by, at) => ({ type: "Object", id, indicator, cases, reason, by, at }), context),
    }),
    answerObjection: action({
      rest: "POST /appraisals/:appraisalId/objections/:objectionId/answer",
      summary: "异议答复: upheld, with the cases whose overtime is exempted, or rejected; the fact is kept either way",
      access: OFFICERS,
      input: Verdict,
      output: AppraisalView,
      run: ({ appraisalId, objectionId: id, upheld, answer, exempted }, context) => {
        const appealBy = periods.appealBy();
        return asked(
          appraisalId,
          (by, at) => ({ type: "Answer", id, upheld, answer, exempted, appealBy, by, at }),
          context,
        );
      },
    }),
    appealObjection: action({
      rest: "POST /appraisals/:appraisalId/objections/:objectionId/appeal",
      summary: "申请复核: once, of an objection that was rejected",
      access: APPRAISED,
      input: OfObjection,
      output: AppraisalView,
      run: ({ appraisalId, objectionId: id }, context) =>
        asked(appraisalId, (by, at) => ({ type: "Appeal", id, by, at }), context),
    }),
    decideAppraisalAppeal: action({
      rest: "POST /appraisals/:appraisalId/objections/:objectionId/decision",
      summary: "复核决定: by the district government",
      access: ["districtGovernment"],
      input: Verdict,
      output: AppraisalView,
      run: ({ appraisalId, objectionId: id, upheld, answer, exempted }, context) =>
        asked(appraisalId, (by, at) => ({ type: "DecideAppeal", id, upheld, answer, exempted, by, at }), context),
    }),
    finaliseAppraisal: action({
      rest: "POST /appraisals/:appraisalId/final",
      summary: "审定: by the district government, when the notice is over and every objection decided",
      access: ["districtGovernment"],
      input: ById,
      output: AppraisalView,
      run: ({ appraisalId }, context) => asked(appraisalId, (by, at) => ({ type: "Finalise", by, at }), context),
    }),
    publishAppraisal: action({
      rest: "POST /appraisals/:appraisalId/publish",
      summary: "公布: signs the snapshot and puts it after the one before",
      access: OFFICERS,
      input: ById,
      output: AppraisalView,
      run: async ({ appraisalId }, context) =>
        viewFor(await periods.publish(appraisalId, callerOf(context), context.meta), context.actor),
    }),
    correctAppraisal: action({
      rest: "POST /appraisals/:appraisalId/correct",
      summary: "更正: what is published stays; a further edition goes the whole way again",
      access: ["districtGovernment"],
      input: z.strictObject({ appraisalId: AppraisalId, reason: Reason }),
      output: AppraisalView,
      run: ({ appraisalId, reason }, context) =>
        asked(appraisalId, (by, at) => ({ type: "Correct", reason, by, at }), context),
    }),
    appraisalSnapshot: action({
      rest: "GET /appraisals/:appraisalId/snapshot",
      summary:
        "公布的考核: everything a ranking was made of and what came out, signed; to be made again by anyone (npm run verify)",
      access: "public",
      input: OfEdition,
      output: z.object({
        snapshot: z.string().describe("canonical JSON, as it was signed"),
        signature: z.string(),
        key: z.looseObject({ kid: z.string(), x: z.string() }),
      }),
      run: async ({ appraisalId, edition }) => {
        const { snapshot, signature, key } = await periods.signed(appraisalId, edition);
        return { snapshot, signature, key: { ...key } };
      },
    }),
    appraisalFacts: action({
      rest: "GET /appraisals/:appraisalId/facts",
      summary: "公布的事实: the facts behind a published ranking, a line each, no more of each than its formulas ask",
      access: "public",
      answers: ["application/x-ndjson"],
      input: OfEdition,
      output: BytesAnswer,
      run: async ({ appraisalId, edition }) => {
        const { snapshot } = await periods.signed(appraisalId, edition);
        const { facts } = JSON.parse(snapshot) as { readonly facts: { readonly digest: string } };
        const bytes = await periods.lines(facts.digest);
        return {
          mediaType: "application/x-ndjson",
          content: bytes.toString("base64"),
          fileName: `facts-${appraisalId.toLowerCase()}.ndjson`,
          tag: digestOf(bytes).slice(0, 43),
          cache: "revalidate" as const,
        };
      },
    }),
    publishedOf: action({
      rest: "GET /appraisal/published/:card",
      summary: "公布链: every snapshot of a scorecard in order, each naming the one before it",
      access: "public",
      input: z.strictObject({ card: z.string().max(40) }),
      output: z.object({
        snapshots: z.array(
          z.object({
            appraisalId: AppraisalId,
            edition: z.int(),
            snapshot: z.string(),
            previous: z.string().optional(),
            signature: z.string(),
            key: z.looseObject({ kid: z.string() }),
            at: z.string(),
          }),
        ),
      }),
      run: async ({ card }) => ({ snapshots: structuredClone(await periods.placedOf(card)) as never }),
    }),
  };
};
