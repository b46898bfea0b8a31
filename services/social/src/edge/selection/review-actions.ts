import { OrganizationId } from "@wangge/contracts";
import { VentureApplicationId } from "@wangge/contracts/events";
import { action, type Action, type CallContext } from "@wangge/kit";
import { z } from "zod";
import type { Reviews } from "../../app/selection/reviews.ts";
import { tieKinds, type Act, type AssessmentCommand } from "../../domain/selection/index.ts";
import { shower, type ApplicationEdge } from "./application-actions.ts";
import { ApplicationView } from "./application-view.ts";
import { Account, accountOf, Code, given, JUDGES, limitOf, OfApplication, OFFICE, OfRound, Words } from "./words.ts";

const Ties = z
  .array(z.strictObject({ organization: OrganizationId, kind: z.enum(tieKinds) }))
  .max(500)
  .describe("to any organization of the register, whoever applies; none: []");
const Written = {
  marks: z
    .array(
      z.strictObject({
        criterion: Code,
        mark: z.int().min(0).max(100).nullable().describe("null: 不适用"),
        comment: Words(2000).optional(),
      }),
    )
    .max(50),
  comment: Words(4000).or(z.literal("")).default(""),
};

interface ReviewEdge extends Omit<ApplicationEdge, "applications" | "attachments"> {
  readonly reviews: Reviews;
}

/** 评审: ties first, then what was assigned; nobody sees what others wrote before his own is final. */
export const reviewActions = (edge: ReviewEdge): Readonly<Record<string, Action>> => {
  const { stores, reviews, looking, clock } = edge;
  const { shown, show } = shower(edge);

  const saying = async (act: Act, id: string, context: CallContext, command: AssessmentCommand): Promise<void> => {
    if ((await looking.mustBeAllowed(act, id, context, stores.assessments)) !== undefined)
      await reviews.say(id, command, context.meta);
  };

  return {
    declareTies: action({
      rest: "POST /venture/rounds/:roundId/declaration",
      summary:
        "回避申报: ties to any organization of the register, after the close and before anything is seen; said again, more are added and none is taken away",
      access: JUDGES,
      input: OfRound.extend({ ties: Ties }),
      output: z.object({ ties: Ties }),
      run: async ({ roundId, ties }, { actor, meta }) => ({
        ties: [...(await reviews.declare(roundId, accountOf(actor), ties, meta)).ties],
      }),
    }),
    openReviews: action({
      rest: "POST /venture/rounds/:roundId/reviews",
      summary:
        "启动评审 of all that has passed screening: reviewers who have declared are assigned, more as they declare",
      access: OFFICE,
      idempotent: true,
      input: OfRound,
      output: z.object({ missing: z.int().describe("reviewers that are still wanted") }),
      run: async ({ roundId }, { actor }) => {
        await reviews.open(roundId, accountOf(actor));
        const open = await reviews.inReview(roundId);
        return { missing: open.reduce((sum, { assessment }) => sum + (assessment.missing ?? 0), 0) };
      },
    }),
    myReviews: action({
      rest: "GET /venture/reviews",
      summary: "What the caller has to review or has reviewed, the newest application first",
      access: JUDGES,
      input: z.strictObject({ after: VentureApplicationId.optional(), limit: limitOf }),
      output: z.object({ applications: z.array(ApplicationView), next: VentureApplicationId.optional() }),
      run: async ({ after, limit }, { actor }) => {
        const where = { "state.readers": accountOf(actor) };
        const found = await stores.assessments.find({ where, after, limit });
        const sightings = await Promise.all(found.map(({ id }) => looking.look(id, actor)));
        const seen = sightings.filter((one) => one !== undefined);
        return {
          applications: await Promise.all(seen.map((one) => shown(one, actor))),
          ...(found.length === limit ? given({ next: found.at(-1)?.id }) : {}),
        };
      },
    }),
    saveReview: action({
      rest: "PUT /venture/applications/:applicationId/review",
      summary: "保存评审: a draft of the caller's own",
      access: JUDGES,
      input: OfApplication.extend(Written),
      output: ApplicationView,
      run: async ({ applicationId, marks, comment }, context) => {
        const written = { reviewer: accountOf(context.actor), marks: marks.map((one) => ({ ...one })), comment };
        await saying("saveReview", applicationId, context, { type: "SaveReview", ...written, at: clock.now() });
        return show(applicationId, context);
      },
    }),
    finishReview: action({
      rest: "POST /venture/applications/:applicationId/review/finish",
      summary: "提交评审: it is not changed afterwards; the others' are shown from then on",
      access: JUDGES,
      input: OfApplication.extend(Written),
      output: ApplicationView,
      run: async ({ applicationId, marks, comment }, context) => {
        const written = { reviewer: accountOf(context.actor), marks: marks.map((one) => ({ ...one })), comment };
        await saying("finishReview", applicationId, context, { type: "FinishReview", ...written, at: clock.now() });
        return show(applicationId, context);
      },
    }),
    releaseReviewer: action({
      rest: "POST /venture/applications/:applicationId/reviewers/:reviewer/release",
      summary: "改派: a reviewer who does not finish is released, and another assigned",
      access: OFFICE,
      input: OfApplication.extend({ reviewer: Account, reason: Words(1000) }),
      output: ApplicationView,
      run: async ({ applicationId, reviewer, reason }, context) => {
        const said = { reviewer, reason, by: accountOf(context.actor), at: clock.now() };
        await saying("releaseReviewer", applicationId, context, { type: "ReleaseReviewer", ...said });
        return show(applicationId, context);
      },
    }),
    supersedeReview: action({
      rest: "POST /venture/applications/:applicationId/reviewers/:reviewer/supersede",
      summary: "评审作废 by the chair of the panel, with a reason: it counts no more, and another reviewer is assigned",
      access: JUDGES,
      input: OfApplication.extend({ reviewer: Account, reason: Words(1000) }),
      output: ApplicationView,
      run: async ({ applicationId, reviewer, reason }, context) => {
        const said = { reviewer, reason, by: accountOf(context.actor), at: clock.now() };
        await saying("supersedeReview", applicationId, context, { type: "SupersedeReview", ...said });
        return show(applicationId, context);
      },
    }),
  };
};
