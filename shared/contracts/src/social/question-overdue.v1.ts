import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutQuestion, questionExample } from "./council-words.ts";

/** 提问逾期. Nobody has answered in time; said once. */
export const QuestionOverdueV1 = defineEvent({
  subject: "social.question.overdue.v1",
  title: { zh: "提问逾期未答复", en: "Question overdue" },
  why: "The community's officers see to it; appraisal counts it.",
  key: ({ questionId }) => questionId,
  data: z.object({
    ...aboutQuestion,
    overdueAt: Instant,
  }),
  example: {
    ...questionExample,
    overdueAt: "2018-01-04T01:20:00.000Z",
  },
});
export type QuestionOverdueV1 = DataOf<typeof QuestionOverdueV1>;
