import { dayAfter } from "@wangge/calendar";
import { reject } from "@wangge/kit/errors";
import type { Cited, Day, Fen, LawBook, Pause } from "./terms.ts";

/** In hundredths of a percent. */
const WHOLE = 10_000;

/** A part of a fine and the last day to pay it; several where it may be paid in instalments. */
export interface Due {
  readonly amount: Fen;
  readonly lastDay: Day;
}

/** Towards the fine itself. */
export interface Payment {
  readonly amount: Fen;
  readonly on: Day;
}

export interface SurchargeQuestion {
  readonly dues: readonly Due[];
  readonly payments: readonly Payment[];
  /** 复议、诉讼期间 */
  readonly remedies: readonly Pause[];
  /** The edition of this day says how much. */
  readonly decidedOn: Day;
  /** With this day. */
  readonly until: Day;
}

export interface Surcharge {
  readonly amount: Fen;
  /** Days that were counted. */
  readonly days: number;
  readonly rate: Cited<number>;
  /** Since 2012 also by the compulsion law. */
  readonly cap?:
    { readonly amount: Fen; readonly rule: Cited<number>; readonly reachedOn?: Day | undefined } | undefined;
}

const sum = (parts: readonly { readonly amount: Fen }[]): Fen => parts.reduce((total, { amount }) => total + amount, 0);

/** What is late at the beginning of a day: of what was due before it, what was not paid before it. */
const lateOn = ({ dues, payments }: SurchargeQuestion, day: Day): Fen =>
  Math.max(0, sum(dues.filter(({ lastDay }) => lastDay < day)) - sum(payments.filter(({ on }) => on < day)));

const capOf = (law: LawBook, day: Day): Cited<number> | undefined =>
  law.figureIfAny("penalty", day, "surchargeCap") ?? law.figureIfAny("compulsion", day, "surchargeCap");

const rests = (law: LawBook, remedies: readonly Pause[], day: Day): boolean =>
  law.figureIfAny("penalty", day, "surchargeRestsInRemedy")?.value === true &&
  remedies.some(({ from, until }) => from <= day && (until === undefined || day < until));

/**
 * 加处罚款. So much a day of what is late, the day of payment counted, never altogether more than the cap; a broken fen is dropped
 * at the end, not day by day.
 */
export const surchargeOf = (law: LawBook, question: SurchargeQuestion): Surcharge => {
  const { dues, remedies, decidedOn, until } = question;
  const rate = law.figure("penalty", decidedOn, "surchargeDaily");
  const rule = capOf(law, decidedOn);
  const most = rule === undefined ? undefined : Math.floor((sum(dues) * rule.value) / WHOLE);
  const first = dues.map(({ lastDay }) => lastDay).toSorted()[0];

  let accrued = 0;
  let days = 0;
  let reachedOn: Day | undefined;
  for (let day = dayAfter(first ?? until, 1); day <= until && reachedOn === undefined; day = dayAfter(day, 1)) {
    const late = lateOn(question, day);
    if (late === 0 || rests(law, remedies, day)) continue;
    accrued += late * rate.value;
    days += 1;
    if (most !== undefined && accrued >= most * WHOLE) reachedOn = day;
  }
  const amount = Math.min(Math.floor(accrued / WHOLE), most ?? Number.MAX_SAFE_INTEGER);
  return {
    amount,
    days,
    rate,
    ...(rule === undefined || most === undefined ? {} : { cap: { amount: most, rule, reachedOn } }),
  };
};

/** 暂缓或者分期缴纳. A plan pays the whole fine, part by part. @throws DomainError `enforcement.payment.…` */
export const checkPlan = (law: LawBook, on: Day, fine: Fen, plan: readonly Due[]): Cited<boolean> => {
  const rule = law.figure("penalty", on, "deferral");
  if (sum(plan) !== fine) throw reject("enforcement.payment.plan_total", "The parts are not the fine", { fine });
  for (const [index, { amount, lastDay }] of plan.entries()) {
    if (amount <= 0) throw reject("enforcement.payment.plan_part", "A part is more than nothing");
    const before = plan[index - 1]?.lastDay ?? on;
    if (lastDay <= before)
      throw reject("enforcement.payment.plan_order", "One part is due after the other", { before });
  }
  return rule;
};

export interface CashQuestion {
  readonly fine: Fen;
  /** Decided on the spot. */
  readonly summary: boolean;
  /** 不当场收缴事后难以执行 */
  readonly hardLater: boolean;
  /** 边远、水上、交通不便地区, and the party asked for it. */
  readonly remote: boolean;
}

export type CashAnswer =
  | { readonly allowed: true; readonly why: "small" | "hardLater" | "remote"; readonly rule: Cited<unknown> }
  | { readonly allowed: false; readonly rule: Cited<unknown> };

/** 当场收缴. Otherwise decision and collection are apart, and the party pays at the bank. */
export const cashOnSpot = (law: LawBook, on: Day, { fine, summary, hardLater, remote }: CashQuestion): CashAnswer => {
  const small = law.figure("penalty", on, "onSpotCollection");
  if (summary && fine <= small.value) return { allowed: true, why: "small", rule: small };
  if (summary && hardLater) return { allowed: true, why: "hardLater", rule: small };
  const afar = law.figureIfAny("penalty", on, "remoteCollection");
  if (remote && afar !== undefined) return { allowed: true, why: "remote", rule: afar };
  return { allowed: false, rule: law.figure("penalty", on, "payElsewhere") };
};

/** 当场处罚. Up to how much a fine may be decided on the spot. */
export const summaryLimit = (law: LawBook, on: Day, party: "citizen" | "organization"): Cited<Fen> =>
  law.figure("penalty", on, party === "citizen" ? "summaryCitizen" : "summaryOrganization");

/** What a norm threatens. */
interface Fined {
  readonly code: string;
  readonly fine?: { readonly least: Fen; readonly most: Fen } | undefined;
}

export type NormChoice<Norm> =
  | { readonly norm: Norm; readonly why: "onlyOne"; readonly rule: Cited<boolean> }
  | { readonly norm: Norm; readonly why: "higherFine"; readonly rule: Cited<boolean> }
  /** Before 2021 the statute did not say which: the body chooses, and fines once. */
  | { readonly norm?: undefined; readonly why: "bodyChooses"; readonly rule: Cited<boolean> };

/** 一事不再罚，择重. One act is fined once; of several norms by that with the higher fine. */
export const normToFineBy = <Norm extends Fined>(law: LawBook, on: Day, norms: readonly Norm[]): NormChoice<Norm> => {
  const once = law.figure("penalty", on, "oneFine");
  const higher = law.figureIfAny("penalty", on, "higherFine");
  const [norm, ...rest] = norms
    .filter(({ fine }) => fine !== undefined)
    .toSorted(
      ({ fine: one }, { fine: other }) =>
        (other?.most ?? 0) - (one?.most ?? 0) || (other?.least ?? 0) - (one?.least ?? 0),
    );
  if (norm === undefined) throw reject("enforcement.norm.no_fine", "None of these norms knows a fine");
  if (rest.length === 0) return { norm, why: "onlyOne", rule: once };
  return higher === undefined ? { why: "bodyChooses", rule: once } : { norm, why: "higherFine", rule: higher };
};
