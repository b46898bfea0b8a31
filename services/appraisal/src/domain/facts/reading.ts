import type { Fact, Fields } from "../formula/index.ts";

/** 填报事实: what somebody answers for having measured, such as a survey of residents or an investment that arrived. */
export interface Reading {
  readonly id: string;
  /** What was measured, by a code of the dictionary. */
  readonly measure: string;
  /** Whom it is about: a street, a sub-centre, a department. */
  readonly subject: string;
  /** A whole number, in the unit of the measure: fen, visits, hundredths of a point. */
  readonly amount: number;
  /** The day or the interview it belongs to. */
  readonly at: string;
}

export const READING_FIELDS = new Map([
  ["reading", "text"],
  ["measure", "text"],
  ["subject", "text"],
  ["amount", "number"],
  ["at", "instant"],
] as const) satisfies Fields;

export const readingFact = ({ id, measure, subject, amount, at }: Reading): Fact => ({
  reading: id,
  measure,
  subject,
  amount,
  at: Date.parse(at),
});
