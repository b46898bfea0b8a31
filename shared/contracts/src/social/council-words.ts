import { z } from "zod";
import { CategoryCode, CommunityCode, GridCode, Instant, RecordId, Ulid } from "../vocabulary.ts";

/** Shapes that several facts of councils, spokespeople and courtyard budgets have. */
export const CaseWanted = z
  .object({ category: CategoryCode, grid: GridCode })
  .describe("what the reception is asked to take on");

export const aboutResolution = {
  resolutionId: Ulid.describe("决议"),
  community: CommunityCode,
} as const;

export const resolutionExample = { resolutionId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", community: "510108001001" } as const;

export const aboutQuestion = {
  questionId: Ulid.describe("提问"),
  community: CommunityCode,
  answerBy: Instant.describe("答复时限"),
} as const;

export const questionExample = {
  questionId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
  community: "510108001001",
  answerBy: "2018-01-04T01:20:00.000Z",
} as const;

export const aboutBudget = {
  budgetId: Ulid.describe("院落微预算"),
  community: CommunityCode,
  courtyard: RecordId.describe("院落"),
} as const;

export const budgetExample = {
  budgetId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W",
  community: "510108001001",
  courtyard: "y-0001",
} as const;
