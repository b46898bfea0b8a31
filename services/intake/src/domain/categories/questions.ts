import { DomainError, reject } from "@wangge/kit/errors";
import type { Text } from "./tree.ts";

/** The data types of Open311 GeoReport v2. */
export const DATATYPES = ["string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"] as const;
export type Datatype = (typeof DATATYPES)[number];

/** An answer that ends the filing and sends to who helps at once. */
export interface Stop {
  /** 110, 119, 120, 12345, or the number of a utility's emergency desk. */
  readonly redirect: string;
  readonly notice: Text;
}

export interface Choice {
  readonly key: string;
  readonly name: Text;
  readonly stop?: Stop | undefined;
}

/** 附加问题: what a category wants to know beyond place and words. */
export interface Question {
  readonly code: string;
  readonly datatype: Datatype;
  readonly required: boolean;
  /** false: a notice to be read, not a question. */
  readonly variable: boolean;
  readonly text: Text;
  readonly hint?: Text | undefined;
  readonly values?: readonly Choice[] | undefined;
}

/** As they came: one value, or several of a list. An empty one is none. */
export type GivenAnswers = Readonly<Record<string, string | readonly string[]>>;
/** By code of question, in the order of the questions; lists as keys, each once. */
export type Answers = Readonly<Record<string, readonly string[]>>;

export interface Answered {
  readonly answers: Answers;
  /** The first answer that sends elsewhere. */
  readonly stop?: Stop & { readonly question: string };
}

const LONGEST = {
  string: 200,
  text: 4000,
  number: 40,
  datetime: 40,
  singlevaluelist: 100,
  multivaluelist: 100,
} as const;
const NUMBER = /^[+-]?\d{1,15}(\.\d{1,10})?$/;
/** ISO 8601 with its zone, or a day. */
const DATETIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2}))?$/;

const fitsOne = ({ datatype, values }: Question, value: string): boolean => {
  if (value.length > LONGEST[datatype]) return false;
  switch (datatype) {
    case "string":
    case "text":
      return true;
    case "number":
      return NUMBER.test(value);
    case "datetime":
      return DATETIME.test(value) && !Number.isNaN(Date.parse(value));
    case "singlevaluelist":
    case "multivaluelist":
      return values?.some(({ key }) => key === value) === true;
  }
};

const valuesOf = (given: string | readonly string[] | undefined): readonly string[] => [
  ...new Set((typeof given === "string" ? [given] : (given ?? [])).map((value) => value.trim()).filter(Boolean)),
];

const refuse = (code: string, message: string, attribute: string): DomainError =>
  new DomainError("invalid", `intake.attribute.${code}`, message, { attribute });

/**
 * What was answered, checked. Answers to questions that the category does not ask are left out: old forms and other cities' clients
 * send more than is asked (GeoReport v2 servers let them through).
 *
 * @param isRecord it was taken down elsewhere, where nobody asked: nothing is required
 * @throws DomainError `intake.attribute.missing`, `intake.attribute.invalid`, `intake.attribute.too_many`
 */
export const answered = (
  questions: readonly Question[],
  given: GivenAnswers,
  { isRecord = false }: { readonly isRecord?: boolean } = {},
): Answered => {
  const asked = questions.filter(({ variable }) => variable);
  const pairs = asked.map((question): readonly [Question, readonly string[]] => {
    const values = valuesOf(Object.hasOwn(given, question.code) ? given[question.code] : undefined);
    if (question.required && !isRecord && values.length === 0)
      throw refuse("missing", "This has to be answered", question.code);
    if (values.length > 1 && question.datatype !== "multivaluelist")
      throw refuse("too_many", "Only one answer fits here", question.code);
    if (!values.every((value) => fitsOne(question, value)))
      throw refuse("invalid", `Not a value of this question's type ${question.datatype}`, question.code);
    return [question, values];
  });
  const stops = pairs.flatMap(([{ code, values }, given]) =>
    (values ?? []).flatMap(({ key, stop }) =>
      stop !== undefined && given.includes(key) ? [{ ...stop, question: code }] : [],
    ),
  );
  return {
    answers: Object.fromEntries(pairs.flatMap(([{ code }, values]) => (values.length === 0 ? [] : [[code, values]]))),
    ...(stops[0] === undefined ? {} : { stop: stops[0] }),
  };
};

/** @throws DomainError `intake.category.stopped`, with whom to call instead */
export const mustNotStop = ({ stop }: Answered): void => {
  if (stop === undefined) return;
  const { redirect, notice, question } = stop;
  throw reject("intake.category.stopped", `Not a matter for this window: call ${redirect} at once`, {
    redirect,
    notice,
    attribute: question,
  });
};
