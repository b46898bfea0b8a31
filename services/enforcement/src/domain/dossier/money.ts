/** 应缴 and 加处罚款: what is owed on a day, worked out from what was decided, granted and paid. */
import { dayAfter } from "@wangge/calendar";
import type { Cited, LawBook } from "../law/index.ts";
import type { Dossier } from "./state.ts";
import type { Day, Fen } from "./words.ts";

/** Hundredths of a percent. */
const WHOLE = 10_000;

const daysBetween = (from: Day, to: Day): number => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** 加处罚款 may not exceed it; the law on compulsion knew that before the law on penalties did. */
export const surchargeCapOn = (law: LawBook, on: Day): Cited<number> | undefined =>
  law.figureIfAny("penalty", on, "surchargeCap") ?? law.figureIfAny("compulsion", on, "surchargeCap");

export interface Owed {
  readonly fine: Fen;
  readonly confiscated: Fen;
  readonly surcharge: Fen;
  /** Paid so far by that day. */
  readonly paid: Fen;
  /** What is left of all three. */
  readonly left: Fen;
}

interface Part {
  readonly payBy: Day;
  unpaid: Fen;
}

const partsOf = ({ decision, execution, deadlines }: Dossier): Part[] => {
  if (decision === undefined) return [];
  if (execution.instalments.length > 0)
    return execution.instalments.map(({ amount, payBy }) => ({ payBy, unpaid: amount }));
  const payBy = deadlines.findLast(({ purpose }) => purpose === "payment")?.lastDay;
  return payBy === undefined ? [] : [{ payBy, unpaid: decision.penalty.fine }];
};

/** 复议、诉讼期间加处罚款的数额不予计算 */
const rests = ({ remedies }: Dossier, day: Day, law: LawBook): boolean =>
  remedies.some(({ from, until }) => from <= day && (until === undefined || day <= until)) &&
  law.figureIfAny("penalty", day, "surchargeRestsInRemedy")?.value === true;

/**
 * What is owed at the end of a day. Payments go to the fine first, the instalment that is due first before the others, then to
 * what is confiscated, then to the surcharge. Each day after its last day an unpaid part grows by the surcharge of that day's law.
 */
export const owedOn = (state: Dossier, on: Day, law: LawBook): Owed => {
  const { decision, execution } = state;
  const { fine, confiscated } = decision?.penalty ?? { fine: 0, confiscated: 0 };
  const parts = partsOf(state);
  const payments = execution.payments.filter((payment) => payment.on <= on);
  const paid = payments.reduce((sum, { amount }) => sum + amount, 0);
  const total = (surcharge: Fen): Owed => ({
    fine,
    confiscated,
    surcharge,
    paid,
    left: Math.max(0, fine + confiscated + surcharge - paid),
  });
  const first = parts[0]?.payBy;
  if (first === undefined) return total(0);

  let accrued = 0;
  const pay = (amount: Fen): void => {
    let left = amount;
    for (const part of parts) {
      const taken = Math.min(part.unpaid, left);
      part.unpaid -= taken;
      left -= taken;
    }
  };
  const before = payments.filter((payment) => payment.on <= first);
  for (const { amount } of before) pay(amount);
  const days = Math.max(0, daysBetween(first, on));
  for (let after = 1; after <= days; after += 1) {
    const day = dayAfter(first, after);
    const unpaid = parts.reduce((sum, part) => sum + (part.payBy < day ? part.unpaid : 0), 0);
    // What is paid on a day has been late on that day too.
    if (unpaid > 0 && !rests(state, day, law)) {
      const daily = law.figureIfAny("penalty", day, "surchargeDaily")?.value ?? 0;
      const cap = surchargeCapOn(law, day)?.value;
      // In hundredths of a percent of a fen, so that days do not lose their fractions.
      accrued += unpaid * daily;
      if (cap !== undefined) accrued = Math.min(accrued, fine * cap);
    }
    for (const { amount } of payments.filter((payment) => payment.on === day)) pay(amount);
    if (parts.every((part) => part.unpaid === 0)) break;
  }
  return total(Math.floor(accrued / WHOLE));
};

/** The day on which the surcharge of an unpaid fine reaches its cap; undefined where there is none. */
export const capReachedOn = (
  law: LawBook,
  payBy: Day,
): { readonly lastDay: Day; readonly days: number; readonly edition: string; readonly article: string } | undefined => {
  const cap = surchargeCapOn(law, payBy);
  const daily = law.figureIfAny("penalty", payBy, "surchargeDaily")?.value ?? 0;
  if (cap === undefined || daily === 0) return undefined;
  const days = Math.ceil(cap.value / daily);
  return { lastDay: dayAfter(payBy, days), days, edition: cap.version, article: cap.article };
};
