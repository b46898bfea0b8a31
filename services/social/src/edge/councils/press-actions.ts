import { CommunityCode, Instant, Ulid } from "@wangge/contracts";
import { action, DomainError, type CallContext, type Stored, type Where } from "@wangge/kit";
import { z } from "zod";
import {
  accountOf,
  askedBy,
  councilOf,
  idOf,
  mustServe,
  mustSpeakFor,
  serves,
  type Desk,
} from "../../app/councils/desk.ts";
import {
  missing,
  type QuestionCommand,
  type Statement,
  type StatementCommand,
  type StatementState,
} from "../../domain/councils/index.ts";
import { ById, Code, InCommunity, nextOf, OFFICERS, Paged, Text } from "./input.ts";

const SPOKESPERSON = ["spokesperson" as const];

const StatementView = z.object({
  id: Ulid,
  community: CommunityCode,
  published: z
    .array(z.object({ number: z.int(), text: z.string(), publishedAt: Instant }))
    .describe("all versions that everybody may read, the last one holds"),
  draft: z
    .object({ number: z.int(), text: z.string(), approved: z.boolean() })
    .optional()
    .describe("for the spokesperson and officers"),
});

const QuestionView = z.object({
  id: Ulid,
  community: CommunityCode,
  status: z.enum(["asked", "answered", "refused"]).describe("待答复, 已答复, 不予答复"),
  answerBy: Instant,
  overdue: z.boolean().describe("was not answered in time"),
  question: z.string().optional().describe("for those it concerns, and for all when its answer is"),
  answer: z.string().optional(),
  audience: z.enum(["public", "asker"]).optional(),
  reason: z.string().optional(),
});

/** 社区事务新闻发言人: statements, questions and answers. */
export const pressActions = (desk: Desk) => {
  const { statements, questions, vault, clock } = desk;

  const isInside = async (community: string, { actor }: CallContext): Promise<boolean> => {
    const council = await councilOf(desk, community);
    return actor !== undefined && (serves(council, actor) || council.spokesperson?.account === accountOf(actor));
  };

  const knownStatement = async (id: string): Promise<Stored<StatementState> & { readonly state: Statement }> => {
    const stored = await statements.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("statement");
    return { ...stored, state: stored.state };
  };
  const statementView = (
    stored: Stored<StatementState> & { readonly state: Statement },
    inside: boolean,
  ): z.input<typeof StatementView> => {
    const { id, state } = stored;
    const book = vault.of("statements", id, stored);
    const published = state.versions.flatMap(({ number, words, publishedAt }) =>
      publishedAt === undefined ? [] : [{ number, text: book.read(words), publishedAt }],
    );
    const draft = state.versions.find(({ publishedAt }) => publishedAt === undefined);
    return {
      ...{ id, community: state.community, published },
      ...(inside && draft !== undefined
        ? {
            draft: {
              number: draft.number,
              text: book.read(draft.words),
              approved: draft.approvedBy !== undefined,
            },
          }
        : {}),
    };
  };
  const askStatement = async (id: string, command: StatementCommand, context: CallContext) => {
    await statements.handle(id, command, context.meta);
    return statementView(await knownStatement(id), true);
  };

  const knownQuestion = async (id: string) => {
    const stored = await questions.load(id);
    if (stored === undefined || stored.state.status === "none") throw missing("question");
    return { ...stored, state: stored.state };
  };
  const questionView = (
    stored: Awaited<ReturnType<typeof knownQuestion>>,
    inside: boolean,
    { actor }: CallContext,
  ): z.input<typeof QuestionView> => {
    const { id, state } = stored;
    const { community, status, answerBy, audience, reason, words, answer } = state;
    const isAskers = actor !== undefined && state.asker === actor.id;
    const isShown = inside || isAskers || (status === "answered" && audience === "public");
    const book = vault.of("questions", id, stored);
    return {
      ...{ id, community, status, answerBy, overdue: state.overdue === true },
      ...(isShown ? { question: book.read(words) } : {}),
      ...(isShown && answer !== undefined ? { answer: book.read(answer) } : {}),
      ...(audience === undefined ? {} : { audience }),
      ...(reason === undefined ? {} : { reason }),
    };
  };
  const askQuestion = async (
    id: string,
    make: (asked: ReturnType<typeof askedBy>, write: (text: string) => string) => QuestionCommand,
    context: CallContext,
  ) => {
    const stored = await knownQuestion(id);
    await mustSpeakFor(desk, stored.state.community, context);
    const book = vault.of("questions", id, stored);
    await questions.handle(id, make(askedBy(desk, context), book.write), context.meta);
    return questionView(await knownQuestion(id), true, context);
  };

  return {
    draftStatement: action({
      rest: "POST /councils/:community/statements",
      summary: "起草: a statement of the spokesperson",
      access: SPOKESPERSON,
      status: 201,
      input: InCommunity.extend({ text: Text }),
      output: StatementView,
      run: async ({ community, text }, context) => {
        await mustSpeakFor(desk, community, context);
        const id = idOf("statement", context);
        const book = vault.of("statements", id, await statements.load(id));
        const data = { community, words: book.write(text), ...askedBy(desk, context) };
        await statements.handle(id, { type: "DraftStatement", ...data }, context.meta, book.sealed);
        return statementView(await knownStatement(id), true);
      },
    }),
    redraftStatement: action({
      rest: "POST /statements/:id/draft",
      summary: "Another draft, or the correction of what is published: a new version; the one before stays readable",
      access: SPOKESPERSON,
      input: ById.extend({ text: Text }),
      output: StatementView,
      run: async ({ id, text }, context) => {
        const stored = await knownStatement(id);
        const { community } = stored.state;
        await mustSpeakFor(desk, community, context);
        const words = vault.of("statements", id, stored).write(text);
        return askStatement(id, { type: "DraftStatement", community, words, ...askedBy(desk, context) }, context);
      },
    }),
    approveStatement: action({
      rest: "POST /statements/:id/approve",
      summary: "审核: by an officer of the community, never by who drafted it",
      access: OFFICERS,
      input: ById.extend({ number: z.int().min(1).describe("of the version that was read") }),
      output: StatementView,
      run: async ({ id, number }, context) => {
        await mustServe(desk, (await knownStatement(id)).state.community, context);
        return askStatement(id, { type: "ApproveStatement", number, ...askedBy(desk, context) }, context);
      },
    }),
    publishStatement: action({
      rest: "POST /statements/:id/publish",
      summary: "发布",
      access: SPOKESPERSON,
      input: ById,
      output: StatementView,
      run: async ({ id }, context) => {
        await mustSpeakFor(desk, (await knownStatement(id)).state.community, context);
        return askStatement(id, { type: "PublishStatement", ...askedBy(desk, context) }, context);
      },
    }),
    statement: action({
      rest: "GET /statements/:id",
      summary: "One statement with all its published versions",
      access: "public",
      input: ById,
      output: StatementView,
      run: async ({ id }, context) => {
        const stored = await knownStatement(id);
        const inside = await isInside(stored.state.community, context);
        if (!inside && stored.state.isPublic !== true) throw missing("statement");
        return statementView(stored, inside);
      },
    }),
    statements: action({
      rest: "GET /councils/:community/statements",
      summary: "社区新闻, newest first, a page at a time; drafts for those inside",
      access: "public",
      input: InCommunity.extend(Paged),
      output: z.object({ statements: z.array(StatementView), next: z.string().optional() }),
      run: async ({ community, after, limit }, context) => {
        const inside = await isInside(community, context);
        const where: Where = {
          "state.community": community,
          ...(inside ? {} : { "state.isPublic": true }),
        };
        const found = await statements.find({ where, limit, after });
        const views = found.flatMap((one) =>
          one.state.status === "none" ? [] : [statementView({ ...one, state: one.state }, inside)],
        );
        return { statements: views, ...nextOf(found, limit) };
      },
    }),
    askSpokesperson: action({
      rest: "POST /councils/:community/questions",
      summary: "提问: by anybody; who signs in can be answered alone",
      access: "public",
      status: 201,
      input: InCommunity.extend({ text: Text }),
      output: QuestionView,
      run: async ({ community, text }, context) => {
        const { spokesperson } = await councilOf(desk, community);
        if (spokesperson === undefined)
          throw new DomainError("rule", "social.question.no_spokesperson", "Nobody speaks for this community now");
        const id = idOf("question", context);
        const book = vault.of("questions", id, await questions.load(id));
        const asker = context.actor?.id;
        const data = { community, asker, words: book.write(text), at: clock.now() };
        await questions.handle(id, { type: "AskQuestion", ...data }, context.meta, book.sealed);
        return questionView(await knownQuestion(id), false, context);
      },
    }),
    answerQuestion: action({
      rest: "POST /questions/:id/answer",
      summary: "答复: to everybody, or to the asker only",
      access: SPOKESPERSON,
      input: ById.extend({ text: Text, audience: z.enum(["public", "asker"]) }),
      output: QuestionView,
      run: ({ id, text, audience }, context) =>
        askQuestion(
          id,
          (asked, write) => ({ type: "AnswerQuestion", answer: write(text), audience, ...asked }),
          context,
        ),
    }),
    refuseQuestion: action({
      rest: "POST /questions/:id/refuse",
      summary: "不予答复: with a reason of the rules",
      access: SPOKESPERSON,
      input: ById.extend({ reason: Code }),
      output: QuestionView,
      run: ({ id, reason }, context) =>
        askQuestion(id, (asked) => ({ type: "RefuseQuestion", reason, ...asked }), context),
    }),
    question: action({
      rest: "GET /questions/:id",
      summary: "One question, as far as it is for the caller",
      access: "public",
      input: ById,
      output: QuestionView,
      run: async ({ id }, context) => {
        const stored = await knownQuestion(id);
        return questionView(stored, await isInside(stored.state.community, context), context);
      },
    }),
    questions: action({
      rest: "GET /councils/:community/questions",
      summary: "提问 of a community, newest first, a page at a time; words only where they are for the caller",
      access: "public",
      input: InCommunity.extend({ status: z.enum(["asked", "answered", "refused"]).optional(), ...Paged }),
      output: z.object({ questions: z.array(QuestionView), next: z.string().optional() }),
      run: async ({ community, status, after, limit }, context) => {
        const inside = await isInside(community, context);
        const where: Where = {
          "state.community": community,
          ...(status === undefined ? {} : { "state.status": status }),
        };
        const found = await questions.find({ where, limit, after });
        const views = found.flatMap((one) =>
          one.state.status === "none" ? [] : [questionView({ ...one, state: one.state }, inside, context)],
        );
        return { questions: views, ...nextOf(found, limit) };
      },
    }),
  };
};
