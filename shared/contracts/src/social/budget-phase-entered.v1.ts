import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Day } from "../vocabulary.ts";
import { aboutBudget, budgetExample } from "./council-words.ts";

/** 微预算阶段. A phase of a courtyard budget has begun. */
export const BudgetPhaseEnteredV1 = defineEvent({
  subject: "social.budget.phase-entered.v1",
  title: { zh: "微预算进入阶段", en: "Budget entered a phase" },
  why: "Residents are told when they can propose and vote.",
  key: ({ budgetId }) => budgetId,
  data: z.object({
    ...aboutBudget,
    phase: z.enum([
      "drafting",
      "informing",
      "accepting",
      "reviewing",
      "selecting",
      "valuating",
      "publishingPrices",
      "balloting",
      "reviewingBallots",
      "finished",
    ]),
    from: Day.describe("its first day"),
  }),
  example: {
    ...budgetExample,
    phase: "balloting",
    from: "2018-01-08",
  },
});
export type BudgetPhaseEnteredV1 = DataOf<typeof BudgetPhaseEnteredV1>;
