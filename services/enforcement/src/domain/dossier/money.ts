/** 应缴: what is owed on a day, worked out from what was decided, granted and paid. */
import { dayAfter } from "@wangge/calendar";
import { surchargeOf, type Due, type LawBook } from "../law/index.ts";
import type { Dossier } from "./state.ts";
import type { Day, Fen } from "./words.ts";

export interface Owed {
  readonly fine: Fen;
  readonly confiscated: Fen;
  readonly surcharge: Fen;
  /** Paid so far by that day, less what was paid back. */
  readonly paid: Fen;
  /** What is left of all three. */
  readonly left: Fen;
}

const sum = (parts: readonly { readonly amount: Fen }[]): Fen => parts.reduce((total, { amount }) => total + amount, 0);

/** The agreement that is kept so far. */
const agreementOf = ({ execution: { agreement } }: Dossier) =>
  agreement === undefined || agreement.broken === true ? undefined : agreement;

/** The parts of the fine, each with its last day; none before it is delivered. */
const duesOf = ({ decision, execution, deadlines }: Dossier): readonly Due[] => {
  const fine = decision?.penalty.fine ?? 0;
  if (fine === 0) return [];
  if (execution.instalments.length > 0)
    return execution.instalments.map(({ amount, payBy }) => ({ amount, lastDay: payBy }));
  // Those of an agreement are named: they are in its place, not in that of the decision.
  const lastDay = deadlines.findLast(({ purpose, of }) => purpose === "payment" && of === undefined)?.lastDay;
  return decision?.deliveredOn === undefined || lastDay === undefined ? [] : [{ amount: fine, lastDay }];
};

/**
 * What is owed at the end of a day. Payments go to the fine first, the part that is due first before the others, then to what is
 * confiscated, then to the surcharge. An agreement that is kept stops the surcharge, and lets off what it says.
 */
export const owedOn = (state: Dossier, on: Day, law: LawBook): Owed => {
  const { decision, execution, remedies } = state;
  const { fine, confiscated } = decision?.penalty ?? { fine: 0, confiscated: 0 };
  const payments = execution.payments.filter((payment) => payment.on <= on);
  const back = (execution.refunds ?? []).filter(({ paidOn }) => paidOn !== undefined && paidOn <= on);
  const paid = sum(payments) - sum(back);
  const dues = duesOf(state);
  const agreement = agreementOf(state);
  const until = agreement !== undefined && agreement.on < on ? agreement.on : on;
  const grown =
    dues.length === 0 ? 0 : surchargeOf(law, { dues, payments, remedies, decidedOn: decision?.on ?? on, until }).amount;
  const surcharge = Math.max(0, grown - (agreement?.letOff ?? 0));
  return { fine, confiscated, surcharge, paid, left: Math.max(0, fine + confiscated + surcharge - paid) };
};

/** 应退: what was paid and is not owed, less what is being paid back already. Of an annulled decision nothing is owed. */
export const refundableOn = (state: Dossier, on: Day, law: LawBook): Fen => {
  const { decision, execution } = state;
  const { fine, confiscated, surcharge, paid } = owedOn(state, on, law);
  const due = decision === undefined || decision.annulled === true ? 0 : fine + confiscated + surcharge;
  const asked = (execution.refunds ?? []).filter(({ status }) => status === "proposed" || status === "approved");
  return Math.max(0, paid - due - sum(asked));
};

/** The first part of an agreement that is not paid by its last day; undefined while it is kept. */
export const brokenPartOn = (
  state: Dossier,
  on: Day,
): { readonly due: Fen; readonly paid: Fen; readonly lastDay: Day } | undefined => {
  const agreement = agreementOf(state);
  if (agreement === undefined) return undefined;
  let due = 0;
  for (const { amount, payBy: lastDay } of agreement.instalments) {
    due += amount;
    const paid = sum(state.execution.payments.filter((payment) => payment.on <= lastDay)) - agreement.paidBefore;
    if (lastDay < on && paid < due) return { due, paid, lastDay };
  }
  return undefined;
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
