import type { Label } from "./editions.ts";
import { exact, type Exact } from "@wangge/kit/exact";

export interface Criterion {
  readonly key: string;
  readonly label: Label;
  /** Hundredths of the whole; those of a rubric come to 100. */
  readonly weight: number;
}

/** 评分标准. Marks are whole, from 0 to the last of the scale; the lowest and the highest want a comment. */
export interface Rubric {
  readonly criteria: readonly Criterion[];
  /** What each mark means, from 0 on. */
  readonly scale: readonly Label[];
}

/** 100 points in ten-thousandths of a point. */
export const FULL_SCORE = 1_000_000;

export interface Mark {
  readonly criterion: string;
  /** Null: 不适用, its weight is taken out. */
  readonly mark: number | null;
  readonly comment?: string | undefined;
}

export const rubricProblems = ({ criteria, scale }: Rubric): readonly string[] => {
  const keys = criteria.map(({ key }) => key);
  const total = criteria.reduce((sum, { weight }) => sum + weight, 0);
  return [
    ...(total === 100 ? [] : [`the weights come to ${total}, not to 100`]),
    ...criteria.filter(({ weight }) => weight < 1).map(({ key }) => `${key} has no weight`),
    ...keys.filter((key, index) => keys.indexOf(key) !== index).map((key) => `${key} is there twice`),
    ...(scale.length < 2 ? ["a scale has two marks at least"] : []),
  ];
};

export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** What is missing or wrong in the marks of a review that is to be final. */
export const markProblems = (
  { criteria, scale }: Rubric,
  marks: readonly Mark[],
  weightLeast: number,
): readonly FieldProblem[] => {
  const highest = scale.length - 1;
  const problems: FieldProblem[] = [];
  for (const { criterion } of marks)
    if (!criteria.some(({ key }) => key === criterion)) problems.push({ field: criterion, problem: "unknown" });
  for (const { key } of criteria) {
    const given = marks.filter(({ criterion }) => criterion === key);
    const [one] = given;
    if (one === undefined) problems.push({ field: key, problem: "missing" });
    else if (given.length > 1) problems.push({ field: key, problem: "twice" });
    else if (one.mark !== null && !(Number.isInteger(one.mark) && one.mark >= 0 && one.mark <= highest))
      problems.push({ field: key, problem: "notOnScale" });
    else if ((one.mark === null || one.mark === 0 || one.mark === highest) && (one.comment ?? "").trim() === "")
      problems.push({ field: key, problem: "commentMissing" });
  }
  if (problems.length > 0) return problems;
  const left = criteria
    .filter(({ key }) => marks.some(({ criterion, mark }) => criterion === key && mark !== null))
    .reduce((sum, { weight }) => sum + weight, 0);
  return left < weightLeast ? [{ field: "", problem: "tooLittleApplies" }] : [];
};

/** The weighted mean of the marks that apply, as a part of 100 points in ten-thousandths; the marks are sound. */
export const rawScore = ({ criteria, scale }: Rubric, marks: readonly Mark[]): Exact => {
  const sums = criteria.reduce(
    ({ got, weights }, { key, weight }) => {
      const mark = marks.find(({ criterion }) => criterion === key)?.mark ?? null;
      return mark === null ? { got, weights } : { got: got + weight * mark, weights: weights + weight };
    },
    { got: 0, weights: 0 },
  );
  return exact(BigInt(FULL_SCORE) * BigInt(sums.got), BigInt(sums.weights * (scale.length - 1)));
};
