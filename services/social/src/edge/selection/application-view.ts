import { Instant, OrganizationId, Fen } from "@wangge/contracts";
import { VentureApplicationId, VentureRoundId } from "@wangge/contracts/events";
import type { HistoryEntry } from "@wangge/kit";
import { z } from "zod";
import type { Sighting } from "../../app/selection/looking.ts";
import {
  attachmentsOf,
  budgetOf,
  fields,
  rawScore,
  rounded,
  sightOf,
  states,
  titleOf,
  viewers,
  type Answer,
  type Answers as AnswerSet,
  type ApplicationEvent,
  type Form,
  type IneligibleBecause,
  type Review,
  type ViewField,
} from "../../domain/selection/index.ts";
import { Account, Answers, Code, given } from "./words.ts";

const Marks = z.array(z.object({ criterion: Code, mark: z.int().nullable(), comment: z.string().optional() }));
const Status = z.enum(["assigned", "final", "superseded", "recused"]);
const Ineligible = z.array(
  z.object({ organization: OrganizationId, reason: z.string(), detail: z.string().optional() }),
);

/** Every field but the first four stands under the table of access. */
export const ApplicationView = z.object({
  applicationId: VentureApplicationId,
  viewer: z.enum(viewers).describe("what the caller is to it"),
  state: z.enum(states),
  masked: z
    .array(z.enum(fields))
    .describe("盲审: what is kept from the caller for now, whether there is any of it or not"),
  round: VentureRoundId.optional(),
  title: z.string().optional(),
  applicant: OrganizationId.optional(),
  coApplicants: z
    .array(
      z.object({
        organization: OrganizationId,
        status: z.enum(["invited", "accepted", "declined"]),
        mayEdit: z.boolean(),
      }),
    )
    .optional(),
  theme: Code.optional(),
  answers: z.object({ revision: z.int(), values: Answers }).optional(),
  identifyingAnswers: Answers.optional(),
  attachmentNames: z.array(z.object({ hash: z.string(), name: z.string() })).optional(),
  budget: z.object({ budget: Fen, asked: Fen, own: Fen }).optional(),
  submittedAt: Instant.optional(),
  history: z.array(z.object({ what: z.string(), by: Account, at: Instant })).optional(),
  eligibility: z
    .object({ ineligible: Ineligible })
    .optional()
    .describe("资格: every reason why it could not stand today; none: it can"),
  screening: z.object({ reason: z.string(), note: z.string(), at: Instant }).optional(),
  moreInfo: z.object({ fields: z.array(Code), reason: z.string(), until: Instant }).optional(),
  ownReview: z.object({ status: Status, marks: Marks, comment: z.string() }).optional(),
  reviews: z
    .array(z.object({ number: z.int(), marks: Marks, comment: z.string(), points: z.int().describe("万分之一分") }))
    .optional()
    .describe("those that count, in the order in which they were assigned"),
  reviewers: z.array(z.object({ number: z.int(), reviewer: Account, status: Status })).optional(),
  result: z
    .object({ rank: z.int().optional(), raw: z.int(), normalised: z.int() })
    .optional()
    .describe("万分之一分; a panel member is told no rank"),
});

/** What the view is made of besides the application itself. */
export interface Around {
  readonly form: Form;
  readonly history: readonly HistoryEntry<ApplicationEvent>[];
  readonly ineligible: readonly IneligibleBecause[];
  readonly account: string;
}

const anonymous = (answer: Answer): Answer =>
  answer.kind === "attachments"
    ? { ...answer, value: answer.value.map(({ hash }, index) => ({ hash, name: `附件 ${index + 1}` })) }
    : answer;

/** Answers to the fields that may tell who applies, or to the others. */
const answersTo = (identifies: boolean, answers: AnswerSet, { fields: asked }: Form): AnswerSet =>
  Object.fromEntries(
    Object.entries(answers).filter(([key]) =>
      asked.some((field) => field.key === key && field.identifies === identifies),
    ),
  );

const marksOf = ({ marks }: Review) => marks.map((one) => ({ ...given(one), mark: one.mark }));

/** One function for each field: what it says, where it says anything. */
const TELL: {
  readonly [Field in ViewField]: (of: Sighting, around: Around) => z.input<typeof ApplicationView>[Field] | undefined;
} = {
  round: ({ application }) => application.round,
  title: ({ application }) => titleOf(application.answers),
  applicant: ({ application }) => application.organization,
  coApplicants: ({ application }) => [...application.coApplicants],
  theme: ({ application }) => application.theme,
  answers: ({ application: { answers, revision } }, { form }) => ({
    revision,
    values: Object.fromEntries(
      Object.entries(answersTo(false, answers, form)).map(([key, answer]) => [key, anonymous(answer)]),
    ) as z.input<typeof Answers>,
  }),
  identifyingAnswers: ({ application: { answers } }, { form }) =>
    answersTo(true, answers, form) as z.input<typeof Answers>,
  attachmentNames: ({ application }) => attachmentsOf(application.answers).map(({ hash, name }) => ({ hash, name })),
  budget: ({ application }) => budgetOf(application.answers),
  submittedAt: ({ application }) => application.submittedAt,
  history: (_, { history }) => history.map(({ event: { type: what, data } }) => ({ what, by: data.by, at: data.at })),
  eligibility: (_, { ineligible }) => ({ ineligible: ineligible.map((one) => ({ ...one })) }),
  screening: ({ application }) => application.screening,
  moreInfo: ({ application: { request } }) => request && { ...request, fields: [...request.fields] },
  ownReview: ({ assessment }, { account }) => {
    const own = assessment?.reviews.find(({ reviewer }) => reviewer === account);
    return own && { status: own.status, marks: marksOf(own), comment: own.comment };
  },
  reviews: ({ assessment }) =>
    assessment?.reviews.flatMap((review, index) =>
      review.status === "final"
        ? [
            {
              number: index + 1,
              marks: marksOf(review),
              comment: review.comment,
              points: rounded(rawScore(assessment.rubric, review.marks)),
            },
          ]
        : [],
    ),
  reviewers: ({ assessment }) =>
    assessment?.reviews.map(({ reviewer, status }, index) => ({ number: index + 1, reviewer, status })),
  result: ({ id, panel, viewer }) => {
    if (panel.status === "none" || panel.status === "appointed") return undefined;
    const entry = panel.proposal.ranking.find(({ application }) => application === id);
    // A number would tell a member how many stand before it that he may not know of.
    const isMember = viewer === "panelMember" || viewer === "panelChair";
    const rank = isMember ? {} : { rank: panel.order.indexOf(id) + 1 };
    return entry && { raw: entry.raw, normalised: entry.score, ...rank };
  },
};

/** What this caller sees of it, field by field as the table of access says. */
export const viewOf = (sighting: Sighting, around: Around): z.input<typeof ApplicationView> => {
  const { id: applicationId, viewer, state, round } = sighting;
  const sights = fields.map((field) => [field, sightOf(viewer, state, field)] as const);
  const isShown = (field: ViewField, sight: string): boolean =>
    sight === "shown" || (sight === "masked" && !round.isBlind);
  return {
    ...{ applicationId, viewer, state },
    masked: sights.filter(([, sight]) => sight === "masked" && round.isBlind).map(([field]) => field),
    ...given(
      Object.fromEntries(
        sights
          .filter(([field, sight]) => isShown(field, sight))
          .map(([field]) => [field, TELL[field](sighting, around)]),
      ),
    ),
  };
};
