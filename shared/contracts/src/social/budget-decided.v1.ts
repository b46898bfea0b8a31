import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant, Ulid, Fen } from "../vocabulary.ts";
import { aboutBudget, budgetExample } from "./council-words.ts";

/** 微预算结果. The ballots are counted: which projects of a courtyard are paid. */
export const BudgetDecidedV1 = defineEvent({
  subject: "social.budget.decided.v1",
  title: { zh: "微预算已表决", en: "Budget decided" },
  why: "The projects are carried out; nothing of a count is on the bus before.",
  key: ({ budgetId }) => budgetId,
  data: z.object({
    ...aboutBudget,
    amount: Fen.describe("of the budget"),
    ballots: z.int().min(0),
    winners: z.array(z.object({ project: Ulid, cost: Fen, supports: z.int().min(1) })),
    decidedAt: Instant,
  }),
  example: {
    ...budgetExample,
    amount: 10_000_000,
    ballots: 120,
    winners: [{ project: "01JD6Z0Q8V4Y7R2K3M5N6P8T9X", cost: 6_000_000, supports: 80 }],
    decidedAt: "2018-01-20T16:00:05.000Z",
  },
});
export type BudgetDecidedV1 = DataOf<typeof BudgetDecidedV1>;
