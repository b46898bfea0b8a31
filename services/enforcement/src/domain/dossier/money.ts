/** 应缴: what is owed on a day, worked out from what was decided, granted and paid. */
import { dayAfter } from "@wangge/calendar";
import { surchargeOf, type Due, type LawBook } from "../law/index.ts";
import type { Dossier } from "./state.ts";
import type { Day, Fen } from "./words.ts";

export interface Owed {
  readonly fine: Fen;
  readonly confiscated: Fen;
  readonly surcharge: Fen;
  /** Paid so far by that day. */
  readonly paid: Fen;
  /** What is left of all three. */
  readonly left: Fen;
}

/** The parts of the fine, each with its last day; none before it is delivered. */
const duesOf = ({ decision, execution, deadlines }: Dossier): readonly Due[] => {
  const fine = decision?.penalty.fine ?? 0;
  if (fine === 0) return [];
  if (execution.instalments.length > 0)
    return execution.instalments.map(({ amount, payBy }) => ({ amount, lastDay: payBy }));
  const lastDay = deadlines.findLast(({ purpose }) => purpose === "payment")?.lastDay;
  return decision?.deliveredOn === undefined || lastDay === undefined ? [] : [{ amount: fine, lastDay }];
};

/**
 * What is owed at the end of a day. Payments go to the fine first, the part that is due first before the others, then to what is
 * confiscated, then to the surcharge.
 */
export const owedOn = (state: Dossier, on: Day, law: LawBook): Owed => {
  const { decision, execution, remedies } = state;
  const { fine, confiscated } = decision?.penalty ?? { fine: 0, confiscated: 0 };
  const payments = execution.payments.filter((payment) => payment.on <= on);
  const paid = payments.reduce((sum, { amount }) => sum + amount, 0);
  const dues = duesOf(state);
  const surcharge =
    dues.length === 0
      ? 0
      : surchargeOf(law, { dues, payments, remedies, decidedOn: decision?.on ?? on, until: on }).amount;
  return { fine, confiscated, surcharge, paid, left: Math.max(0, fine + confiscated + surcharge - paid) };
};

/** The day on which the surcharge of a fine reaches its cap, if nothing is paid; undefined where there is none. */
export const capReachedOn = (
  law: LawBook,
  fine: Fen,
  payBy: Day,
  decidedOn: Day,
): { readonly lastDay: Day; readonly edition: string; readonly article: string } | undefined => {
  const rate = law.figure("penalty", decidedOn, "surchargeDaily").value;
  const rule =
    law.figureIfAny("penalty", decidedOn, "surchargeCap") ?? law.figureIfAny("compulsion", decidedOn, "surchargeCap");
  if (fine === 0 || rule === undefined) return undefined;
  return { lastDay: dayAfter(payBy, Math.ceil(rule.value / rate)), edition: rule.version, article: rule.article };
};
