import { defineManifest } from "@wangge/contracts";
import {
  BudgetDecidedV1,
  BudgetPhaseEnteredV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseHandledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseReworkedV1,
  CaseVoidedV1,
  NeedRaisedV1,
  OpinionRecordedV1,
  QuestionAnsweredV1,
  QuestionOverdueV1,
  ResolutionAdoptedV1,
  ResolutionCaseOpenedV1,
  ResolutionFulfilledV1,
  StatementPublishedV1,
} from "@wangge/contracts/events";

/** What dispatch says of cases, and what this service has said itself and goes on from. */
const heard = [
  ResolutionAdoptedV1,
  NeedRaisedV1,
  OpinionRecordedV1,
  BudgetDecidedV1,
  CaseFiledV1,
  CaseRejectedV1,
  CaseMergedV1,
  CaseHandledV1,
  CaseReworkedV1,
  CaseClosedV1,
  CaseReopenedV1,
  CaseVoidedV1,
];

export const manifest = defineManifest({
  name: "social",
  publishes: [
    ResolutionAdoptedV1,
    ResolutionCaseOpenedV1,
    ResolutionFulfilledV1,
    NeedRaisedV1,
    OpinionRecordedV1,
    StatementPublishedV1,
    QuestionAnsweredV1,
    QuestionOverdueV1,
    BudgetPhaseEnteredV1,
    BudgetDecidedV1,
  ],
  subscribes: heard.map((event) => ({ event, mode: "each" as const })),
  calls: ["registry", "intake", "dispatch"],
});
