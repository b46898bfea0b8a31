import { partOf, sumOf, type Fen } from "../money.ts";
import type { Label } from "./editions.ts";
import type { FieldProblem } from "./rubric.ts";
import type { SelectionRules } from "./rules.ts";

/** 申报表字段 */
export type Field = {
  readonly key: string;
  readonly label: Label;
  readonly required: boolean;
  /** It may tell who applies: hidden from reviewers of a blind round. */
  readonly identifies: boolean;
} & (
  | { readonly kind: "text"; readonly most: number }
  | { readonly kind: "number" | "money"; readonly least: number; readonly most: number }
  | { readonly kind: "choice"; readonly options: readonly (Label & { readonly key: string })[] }
  | { readonly kind: "date" | "places" | "budget" | "stages" | "indicators" | "attachments" }
);

export interface Form {
  readonly fields: readonly Field[];
}

export interface BudgetLine {
  readonly item: string;
  readonly amount: Fen;
  readonly asked: Fen;
  readonly own: Fen;
}
export interface Stage {
  readonly title: string;
  readonly amount: Fen;
  /** Day on which it is to be done. */
  readonly due: string;
}
export interface Indicator {
  readonly name: string;
  readonly baseline: number;
  readonly target: number;
  readonly unit: string;
}
export interface Attachment {
  readonly name: string;
  /** SHA-256 of the bytes, hex. */
  readonly hash: string;
}

export type Answer =
  | { readonly kind: "text" | "choice" | "date"; readonly value: string }
  | { readonly kind: "number" | "money"; readonly value: number }
  | { readonly kind: "places"; readonly value: readonly string[] }
  | { readonly kind: "budget"; readonly value: readonly BudgetLine[] }
  | { readonly kind: "stages"; readonly value: readonly Stage[] }
  | { readonly kind: "indicators"; readonly value: readonly Indicator[] }
  | { readonly kind: "attachments"; readonly value: readonly Attachment[] };
export type Answers = Readonly<Record<string, Answer>>;

/** What every form asks once, so that what is chosen can be granted. */
const ONCE = ["budget", "stages", "places"] as const;
/** The text that names the project. */
export const TITLE = "title";

export const formProblems = ({ fields }: Form): readonly string[] => {
  const keys = fields.map(({ key }) => key);
  return [
    ...keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is there twice`),
    ...ONCE.filter((kind) => fields.filter((field) => field.kind === kind && field.required).length !== 1).map(
      (kind) => `it asks for ${kind} once, and wants an answer`,
    ),
    ...(fields.some(
      ({ key, kind, required, identifies }) => key === TITLE && kind === "text" && required && !identifies,
    )
      ? []
      : ["it asks for the title in a text that everybody may read"]),
    ...fields.flatMap((field) =>
      (field.kind === "number" || field.kind === "money") && field.least > field.most
        ? [`${field.key} has no possible value`]
        : field.kind === "choice" && field.options.length < 2
          ? [`${field.key} leaves no choice`]
          : [],
    ),
  ];
};

const isFen = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const ofBudget = (lines: readonly BudgetLine[], rules: SelectionRules["budget"]): readonly string[] => {
  if (lines.length === 0) return ["empty"];
  if (lines.some(({ amount, asked, own }) => ![amount, asked, own].every(isFen))) return ["notFen"];
  if (lines.some(({ amount, asked, own }) => asked + own !== amount)) return ["lineDoesNotSum"];
  const { budget, asked, own } = totalsOf(lines);
  if (!isFen(budget)) return ["notFen"];
  return [
    ...(asked === 0 ? ["nothingAsked"] : []),
    ...(asked > partOf(budget, rules.grantShare) ? ["grantShareTooHigh"] : []),
    ...(asked > rules.grantMost ? ["grantTooHigh"] : []),
    // Own money is rounded up: a fen short of the share is short.
    ...(own < budget - partOf(budget, 10_000 - rules.ownShare) ? ["ownShareTooLow"] : []),
  ];
};

const ofStages = (stages: readonly Stage[], asked: Fen | undefined): readonly string[] => {
  if (stages.length === 0) return ["empty"];
  if (stages.some(({ amount }) => !isFen(amount))) return ["notFen"];
  return [
    ...(asked !== undefined && sumOf(stages.map(({ amount }) => amount)) !== asked ? ["doesNotSumToAsked"] : []),
    ...(stages.some(({ due }, index) => due < (stages[index - 1]?.due ?? "")) ? ["notInOrder"] : []),
  ];
};

const repeated = (values: readonly string[]): boolean => new Set(values).size !== values.length;

const isBlank = ({ value }: Answer): boolean => (typeof value === "number" ? false : value.length === 0);

interface Asked {
  readonly rules: SelectionRules["budget"];
  readonly asked: Fen | undefined;
  /** Names that no text may hold, where the round is blind. */
  readonly names: readonly string[];
}

const wordsOf = ({ kind, value }: Answer): readonly string[] => {
  switch (kind) {
    case "text":
      return [value];
    case "budget":
      return value.map(({ item }) => item);
    case "stages":
      return value.map(({ title }) => title);
    case "indicators":
      return value.map(({ name, unit }) => `${name} ${unit}`);
    default:
      return [];
  }
};

const ofField = (field: Field, answer: Answer, { rules, asked, names }: Asked): readonly string[] => {
  if (answer.kind !== field.kind) return ["wrongKind"];
  const named = field.identifies ? [] : names.filter((name) => wordsOf(answer).some((words) => words.includes(name)));
  const also = named.length > 0 ? ["namesApplicant"] : [];
  switch (answer.kind) {
    case "text":
      return [...(field.kind === "text" && answer.value.length > field.most ? ["tooLong"] : []), ...also];
    case "number":
    case "money": {
      if (field.kind !== "number" && field.kind !== "money") return [];
      if (answer.kind === "money" && !isFen(answer.value)) return ["notFen"];
      return answer.value < field.least || answer.value > field.most ? ["outOfRange"] : [];
    }
    case "choice":
      return field.kind === "choice" && field.options.every(({ key }) => key !== answer.value) ? ["noSuchOption"] : [];
    case "date":
      return [];
    case "places":
      return repeated(answer.value) ? ["twice"] : [];
    case "budget":
      return [...ofBudget(answer.value, rules), ...also];
    case "stages":
      return [...ofStages(answer.value, asked), ...also];
    case "indicators":
      return [...(repeated(answer.value.map(({ name }) => name)) ? ["twice"] : []), ...also];
    case "attachments":
      return repeated(answer.value.map(({ hash }) => hash)) ? ["twice"] : [];
  }
};

/** Every problem of the answers to a form, with its field. */
export const answerProblems = (
  { fields }: Form,
  answers: Answers,
  { rules, names }: { readonly rules: SelectionRules["budget"]; readonly names: readonly string[] },
): readonly FieldProblem[] => {
  const asked = budgetOf(answers)?.asked;
  const unknown = Object.keys(answers).filter((key) => fields.every((field) => field.key !== key));
  return [
    ...unknown.map((field) => ({ field, problem: "unknown" })),
    ...fields.flatMap((field) => {
      const answer = answers[field.key];
      if (answer === undefined || isBlank(answer))
        return field.required ? [{ field: field.key, problem: "missing" }] : [];
      return ofField(field, answer, { rules, asked, names }).map((problem) => ({ field: field.key, problem }));
    }),
  ];
};

const totalsOf = (lines: readonly BudgetLine[]): { readonly budget: Fen; readonly asked: Fen; readonly own: Fen } => ({
  budget: sumOf(lines.map(({ amount }) => amount)),
  asked: sumOf(lines.map(({ asked }) => asked)),
  own: sumOf(lines.map(({ own }) => own)),
});

const answerOf = <Kind extends Answer["kind"]>(answers: Answers, kind: Kind) =>
  Object.values(answers).find((one): one is Extract<Answer, { kind: Kind }> => one.kind === kind);

/** Undefined while the application has no budget. */
export const budgetOf = (answers: Answers): ReturnType<typeof totalsOf> | undefined => {
  const lines = answerOf(answers, "budget")?.value;
  return lines === undefined ? undefined : totalsOf(lines);
};
export const stagesOf = (answers: Answers): readonly Stage[] => answerOf(answers, "stages")?.value ?? [];
export const gridsOf = (answers: Answers): readonly string[] => answerOf(answers, "places")?.value ?? [];
export const attachmentsOf = (answers: Answers): readonly Attachment[] =>
  Object.values(answers).flatMap((one) => (one.kind === "attachments" ? one.value : []));
export const titleOf = (answers: Answers): string => {
  const title = answers[TITLE];
  return title?.kind === "text" ? title.value : "";
};
