import { aggregateKind, type DeciderStore, type StoreFactory } from "@wangge/kit";
import {
  boxDecider,
  budgetDeciderWith,
  collectionDecider,
  councilDeciderWith,
  opinionPointDecider,
  questionDeciderWith,
  referralDecider,
  representativeDeciderWith,
  sessionDeciderWith,
  statementDecider,
  topicDeciderWith,
  type BoxCommand,
  type BoxEvent,
  type BoxState,
} from "../../domain/councils/index.ts";
import {
  publishBudgetAs,
  publishCollectionAs,
  publishContactAs,
  publishQuestionAs,
  publishReferralAs,
  publishSessionAs,
  publishStatementAs,
} from "./publish-as.ts";
import { loadCouncilRules, type SliceRules } from "./rules.ts";

const decidersWith = (rules: SliceRules) => ({
  councils: councilDeciderWith(rules.council),
  topics: topicDeciderWith(rules.council),
  sessions: sessionDeciderWith(rules.council),
  representatives: representativeDeciderWith(rules.contact),
  questions: questionDeciderWith({ calendar: rules.calendar, at: rules.press }),
  budgets: budgetDeciderWith(rules.budget),
});

const silent = (): readonly [] => [];

export type Boxes = DeciderStore<BoxState, BoxCommand, BoxEvent>;

/** One collection for each kind of thing of this slice. */
export const openStores = async (store: StoreFactory, rules: SliceRules) => {
  const deciders = decidersWith(rules);
  return {
    councils: await store.decider("councils", deciders.councils, { publishAs: silent, chained: true }),
    topics: await store.decider("topics", deciders.topics, {
      publishAs: silent,
      indexes: [["state.community", "state.status"]],
      chained: true,
    }),
    sessions: await store.decider("councilSessions", deciders.sessions, {
      publishAs: publishSessionAs,
      indexes: [["state.community", "state.status"]],
      sparse: ["state.untold"],
      chained: true,
    }),
    boxes: await store.decider("ballotBoxes", boxDecider, { publishAs: silent, chained: true }),
    referrals: await store.decider("referrals", referralDecider, {
      publishAs: publishReferralAs,
      indexes: [["state.origin.community", "state.origin.kind"], ["state.status"]],
      sparse: ["state.caseId", "state.uncertain"],
      chained: true,
    }),
    representatives: await store.decider("representatives", deciders.representatives, {
      publishAs: publishContactAs,
      indexes: [["state.community"], ["state.doors"]],
      chained: true,
    }),
    points: await store.decider("opinionPoints", opinionPointDecider, {
      publishAs: silent,
      indexes: [["state.community"]],
      chained: true,
    }),
    collections: await store.decider("opinionCollections", collectionDecider, {
      publishAs: publishCollectionAs,
      indexes: [["state.community", "state.status"]],
      chained: true,
    }),
    statements: await store.decider("statements", statementDecider, {
      publishAs: publishStatementAs,
      indexes: [["state.community"]],
      chained: true,
    }),
    questions: await store.decider("questions", deciders.questions, {
      publishAs: publishQuestionAs,
      indexes: [["state.community", "state.status"]],
      sparse: ["state.wakeAt"],
      chained: true,
    }),
    budgets: await store.decider("courtyardBudgets", deciders.budgets, {
      publishAs: publishBudgetAs,
      indexes: [["state.community"]],
      sparse: ["state.wakeOn"],
      chained: true,
    }),
  };
};
export type Stores = Awaited<ReturnType<typeof openStores>>;

/** For the doctor, which recomputes and decides nothing. */
export const councilAggregates = (() => {
  const deciders = decidersWith(loadCouncilRules());
  return [
    aggregateKind("social", "councils", deciders.councils, silent),
    aggregateKind("social", "topics", deciders.topics, silent),
    aggregateKind("social", "councilSessions", deciders.sessions, publishSessionAs),
    aggregateKind("social", "ballotBoxes", boxDecider, silent),
    aggregateKind("social", "referrals", referralDecider, publishReferralAs),
    aggregateKind("social", "representatives", deciders.representatives, publishContactAs),
    aggregateKind("social", "opinionPoints", opinionPointDecider, silent),
    aggregateKind("social", "opinionCollections", collectionDecider, publishCollectionAs),
    aggregateKind("social", "statements", statementDecider, publishStatementAs),
    aggregateKind("social", "questions", deciders.questions, publishQuestionAs),
    aggregateKind("social", "courtyardBudgets", deciders.budgets, publishBudgetAs),
  ];
})();
