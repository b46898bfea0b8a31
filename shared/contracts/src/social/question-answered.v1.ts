import { z } from "zod";
import { defineEvent, type DataOf } from "../event.ts";
import { Instant } from "../vocabulary.ts";
import { aboutQuestion, questionExample } from "./council-words.ts";

/** 提问答复. The spokesperson has answered, to everybody or to the asker. */
export const QuestionAnsweredV1 = defineEvent({
  subject: "social.question.answered.v1",
  title: { zh: "提问已答复", en: "Question answered" },
  why: "Whoever asked is told; appraisal counts answers in time.",
  key: ({ questionId }) => questionId,
  data: z.object({
    ...aboutQuestion,
    audience: z.enum(["public", "asker"]),
    answeredAt: Instant,
  }),
  example: {
    ...questionExample,
    audience: "public",
    answeredAt: "2017-12-29T01:20:00.000Z",
  },
});
export type QuestionAnsweredV1 = DataOf<typeof QuestionAnsweredV1>;
