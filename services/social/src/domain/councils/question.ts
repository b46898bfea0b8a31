/** 提问与答复. Anybody asks the spokesperson; the clock runs until there is an answer, or a refusal with its reason. */
import { CalendarError, type Calendar, type Limit } from "@wangge/calendar";
import type { Decider } from "@wangge/kit/domain";
import { existing, refusals, type Words } from "./terms.ts";

export interface Question {
  readonly status: "asked" | "answered" | "refused";
  readonly community: string;
  /** Account; absent: nobody knows who asked. */
  readonly asker?: string;
  readonly words: Words;
  readonly answerBy: string;
  /** When to look whether it is late; gone once it was said. */
  readonly wakeAt?: string;
  readonly overdue?: true;
  readonly answer?: Words;
  /** To everybody, or to the asker only. */
  readonly audience?: "public" | "asker";
  readonly reason?: string;
}
export type QuestionState = { readonly status: "none" } | Question;

interface AskedQuestion {
  readonly community: string;
  readonly asker?: string | undefined;
  readonly words: Words;
}

export type QuestionCommand = { readonly at: string } & (
  | ({ readonly type: "AskQuestion" } & AskedQuestion)
  | {
      readonly type: "AnswerQuestion";
      readonly by: string;
      readonly answer: Words;
      readonly audience: "public" | "asker";
    }
  | { readonly type: "RefuseQuestion"; readonly by: string; readonly reason: string }
  | { readonly type: "WakeQuestion" }
);

type Fact<Type extends string, Data = unknown> = {
  readonly type: Type;
  readonly data: Data & { readonly at: string };
};
export type QuestionEvent =
  | Fact<"QuestionAsked", AskedQuestion & { readonly answerBy: string; readonly calendar: string }>
  | Fact<"QuestionAnswered", { readonly by: string; readonly answer: Words; readonly audience: "public" | "asker" }>
  | Fact<"QuestionRefused", { readonly by: string; readonly reason: string }>
  | Fact<"QuestionOverdue", { readonly answerBy: string }>;

export interface QuestionRules {
  readonly calendar: Calendar;
  readonly at: (at: string) => {
    readonly answerWithin: Limit;
    readonly refusals: Readonly<Record<string, unknown>>;
  };
}

const refuse = refusals("question");

export const questionDeciderWith = ({
  calendar,
  at: rulesAt,
}: QuestionRules): Decider<QuestionState, QuestionCommand, QuestionEvent> => {
  const answerBy = (at: string): string => {
    try {
      const { amount, kind } = rulesAt(at).answerWithin;
      return calendar.addTime(at, amount, kind);
    } catch (error) {
      // A year that is not loaded: late at once is better than a question that nobody looks for.
      if (error instanceof CalendarError) return at;
      throw error;
    }
  };
  return {
    name: "social.question",
    initial: { status: "none" },
    decide: (command, state) => {
      const { at } = command;
      if (command.type === "AskQuestion") {
        const { community, asker, words } = command;
        const data = { community, asker, words, answerBy: answerBy(at), calendar: calendar.version, at };
        return state.status === "none" ? [{ type: "QuestionAsked", data }] : [];
      }
      const question = existing("question", state);
      if (command.type === "WakeQuestion")
        return question.wakeAt === undefined || question.wakeAt > at
          ? []
          : [{ type: "QuestionOverdue", data: { answerBy: question.answerBy, at } }];
      if (question.status !== "asked") throw refuse("not_now", `Not possible while it is ${question.status}`);
      const { by } = command;
      if (command.type === "RefuseQuestion") {
        const { reason } = command;
        const reasons = Object.keys(rulesAt(at).refusals);
        if (!reasons.includes(reason)) throw refuse("reason_unknown", "There is no such reason", { reasons });
        return [{ type: "QuestionRefused", data: { by, reason, at } }];
      }
      const { answer, audience } = command;
      if (audience === "asker" && question.asker === undefined)
        throw refuse("asker_unknown", "Nobody knows who asked: the answer is for everybody, or refused");
      return [{ type: "QuestionAnswered", data: { by, answer, audience, at } }];
    },
    evolve: (state, event): QuestionState => {
      if (event.type === "QuestionAsked") {
        const { community, asker, words, answerBy: due } = event.data;
        const known = asker === undefined ? {} : { asker };
        return { status: "asked", community, ...known, words, answerBy: due, wakeAt: due };
      }
      if (state.status === "none") return state;
      const { wakeAt: _wake, ...rest } = state;
      switch (event.type) {
        case "QuestionAnswered":
          return { ...rest, status: "answered", answer: event.data.answer, audience: event.data.audience };
        case "QuestionRefused":
          return { ...rest, status: "refused", reason: event.data.reason };
        case "QuestionOverdue":
          return { ...rest, overdue: true };
      }
    },
  };
};
