/** Which of the facts of this slice others learn of. */
import {
  BudgetDecidedV1,
  BudgetPhaseEnteredV1,
  NeedRaisedV1,
  OpinionRecordedV1,
  QuestionAnsweredV1,
  QuestionOverdueV1,
  ResolutionAdoptedV1,
  ResolutionCaseOpenedV1,
  ResolutionFulfilledV1,
  StatementPublishedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type {
  BudgetEvent,
  BudgetState,
  CollectionEvent,
  CollectionState,
  QuestionEvent,
  QuestionState,
  ReferralEvent,
  ReferralState,
  RepresentativeEvent,
  RepresentativeState,
  SessionEvent,
  SessionState,
  StatementEvent,
  StatementState,
} from "../../domain/councils/index.ts";

type Published = readonly PublicEvent[];
const NOTHING: Published = [];

export const publishSessionAs = (event: SessionEvent, { id, state }: Stored<SessionState>): Published => {
  if (event.type !== "ResolutionAdopted" || state.status === "none") return NOTHING;
  const { resolution: resolutionId, topic: topicId, wanted, counts, at: adoptedAt } = event.data;
  const { for: inFavour, against, abstain } = counts;
  return [
    publicEvent(ResolutionAdoptedV1, {
      ...{ resolutionId, community: state.community, sessionId: id, topicId },
      ...(wanted === undefined ? {} : { wanted }),
      ...{ for: inFavour, against, abstain, adoptedAt },
    }),
  ];
};

export const publishReferralAs = (event: ReferralEvent, { state }: Stored<ReferralState>): Published => {
  if (state.status === "none" || state.origin.kind !== "resolution" || state.caseId === undefined) return NOTHING;
  const { caseId, dueOn } = state;
  const about = { resolutionId: state.origin.id, community: state.origin.community, caseId };
  const { at } = event.data;
  if (event.type === "ReferralTaken") return [publicEvent(ResolutionCaseOpenedV1, { ...about, openedAt: at })];
  if (event.type !== "ReferralFulfilled") return NOTHING;
  return [publicEvent(ResolutionFulfilledV1, { ...about, ...(dueOn === undefined ? {} : { dueOn }), fulfilledAt: at })];
};

export const publishContactAs = (event: RepresentativeEvent, { state }: Stored<RepresentativeState>): Published => {
  if (event.type !== "NeedRaised" || state.status === "none") return NOTHING;
  const { id: needId, wanted, at: raisedAt } = event.data;
  const { account: representative, community } = state;
  return [publicEvent(NeedRaisedV1, { needId, representative, community, wanted, raisedAt })];
};

export const publishCollectionAs = (event: CollectionEvent, { id, state }: Stored<CollectionState>): Published => {
  if (event.type !== "LetterRecorded" || state.status === "none") return NOTHING;
  const { letter, at: recordedAt } = event.data;
  const { community, kind: from } = state;
  const { id: opinionId, to } = letter;
  return [publicEvent(OpinionRecordedV1, { opinionId, collectionId: id, community, from, to, recordedAt })];
};

export const publishStatementAs = (
  event: StatementEvent,
  { id: statementId, state }: Stored<StatementState>,
): Published => {
  if (event.type !== "StatementPublished" || state.status === "none") return NOTHING;
  const { number, at: publishedAt } = event.data;
  return [publicEvent(StatementPublishedV1, { statementId, community: state.community, number, publishedAt })];
};

export const publishQuestionAs = (event: QuestionEvent, { id, state }: Stored<QuestionState>): Published => {
  if (state.status === "none") return NOTHING;
  const { community, answerBy } = state;
  const about = { questionId: id, community, answerBy };
  const { at } = event.data;
  if (event.type === "QuestionOverdue") return [publicEvent(QuestionOverdueV1, { ...about, overdueAt: at })];
  if (event.type !== "QuestionAnswered") return NOTHING;
  return [publicEvent(QuestionAnsweredV1, { ...about, audience: event.data.audience, answeredAt: at })];
};

export const publishBudgetAs = (event: BudgetEvent, { id: budgetId, state }: Stored<BudgetState>): Published => {
  if (state.status === "none") return NOTHING;
  const { community, courtyard, amount } = state;
  const about = { budgetId, community, courtyard };
  if (event.type === "PhaseEntered") {
    const { phase, from } = event.data;
    return [publicEvent(BudgetPhaseEnteredV1, { ...about, phase, from })];
  }
  if (event.type !== "BudgetDecided") return NOTHING;
  const { winners, ballots, at: decidedAt } = event.data;
  const won = winners.map(({ id: project, cost, supports }) => ({ project, cost, supports }));
  return [publicEvent(BudgetDecidedV1, { ...about, amount, ballots, winners: won, decidedAt })];
};
