import type { Limit } from "@wangge/calendar";
import { partOf, shareOut, sumOf, type BasisPoints, type Fen } from "../../money.ts";
import { refusals } from "../refuse.ts";

const { refuse } = refusals("grant");

/** 经费支出科目 */
export interface CostCategory {
  readonly code: string;
  /** At most so much of the grant goes into it. */
  readonly most?: BasisPoints | undefined;
  /** 人员经费: the only one from which people of the organization may be paid. */
  readonly ofPeople?: true | undefined;
}

/** 资助协议条款, the edition that a grant was offered under; it holds to its end. */
export interface GrantRule {
  readonly version: string;
  /** 签约期限: the offer lapses after it. */
  readonly sign: Limit;
  /** 首笔拨付期限, from the agreement. */
  readonly firstTranche: Limit;
  readonly repay: Limit;
  /** Kept of every stage until the final evaluation. */
  readonly retention: BasisPoints;
  /** 中期评估 before the second tranche. */
  readonly midTerm: boolean;
  /** Whether use is proven by receipts; otherwise the final report is enough. */
  readonly receipts: boolean;
  readonly categories: readonly CostCategory[];
  /** What one person of the organization may get of the grant in a month. */
  readonly personMonth: Fen;
  readonly banYears: number;
}

export interface Stage {
  readonly title: string;
  readonly amount: Fen;
  readonly due: string;
}

/** What was determined for one application. */
export interface Offer {
  readonly round: string;
  readonly application: string;
  readonly book: string;
  readonly programme: string;
  readonly organization: string;
  readonly title: string;
  readonly amount: Fen;
  readonly budget: Fen;
  readonly own: Fen;
  readonly asked: Fen;
  readonly currency: string;
  readonly stages: readonly Stage[];
  readonly grids: readonly string[];
  /** The grant that this one follows. */
  readonly follows?: string;
  readonly rule: GrantRule;
}

/** 影响力指标 */
export interface Indicator {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Which way is better. */
  readonly better: "more" | "less";
  /** Whole units. */
  readonly baseline: number;
  readonly target: number;
}

/** 按成效拨付: how much of a tranche verified case data make due. */
export interface OutcomeFormula {
  readonly grids: readonly string[];
  readonly category: string;
  /** Both of the same number of days; the second after the first. */
  readonly baseline: { readonly from: string; readonly until: string };
  readonly span: { readonly from: string; readonly until: string };
  /** So many cases fewer are one step. */
  readonly step: number;
  readonly perStep: Fen;
  readonly cap: Fen;
}

/** 投后条件: an indicator that has to stand so before a tranche is due. */
export interface IndicatorGate {
  readonly tranche: number;
  readonly indicator: string;
  readonly value: number;
}

export interface Conditions {
  readonly indicators: readonly Indicator[];
  readonly gates: readonly IndicatorGate[];
  readonly outcome?: OutcomeFormula;
}

export type TrancheGate =
  | { readonly is: "signed" }
  | { readonly is: "milestone"; readonly milestone: number }
  | { readonly is: "finalEvaluation" }
  | { readonly is: "outcome" };

export interface PlannedTranche {
  readonly number: number;
  readonly amount: Fen;
  readonly gate: TrancheGate;
}

/**
 * 分期拨付. One tranche for each stage, due before it: the first when the agreement is signed, each other when the milestone before it is verified. What is kept of
 * them comes after the final evaluation, and what outcomes may earn is taken out of all before.
 */
export const plannedTranches = (
  { amount, stages, rule }: Pick<Offer, "amount" | "stages" | "rule">,
  outcome: OutcomeFormula | undefined,
): readonly PlannedTranche[] => {
  const cap = outcome?.cap ?? 0;
  if (cap >= amount) throw refuse("outcome_too_great", "Outcomes may earn a part of the grant, not all of it", { cap });
  const shares = shareOut(
    amount - cap,
    stages.map((stage) => stage.amount),
  );
  const kept = shares.map((share) => partOf(share, rule.retention));
  const retained = sumOf(kept);
  const ofStages = shares.map((share, index): PlannedTranche => ({
    number: index + 1,
    amount: share - (kept[index] ?? 0),
    gate: index === 0 ? { is: "signed" } : { is: "milestone", milestone: index },
  }));
  const last = ofStages.length;
  return [
    ...ofStages,
    ...(retained > 0 ? [{ number: last + 1, amount: retained, gate: { is: "finalEvaluation" as const } }] : []),
    ...(cap > 0 ? [{ number: last + (retained > 0 ? 2 : 1), amount: cap, gate: { is: "outcome" as const } }] : []),
  ];
};

/** What fewer cases earn: whole steps only, never above the cap; more cases earn nothing. */
export const earnedBy = ({ step, perStep, cap }: OutcomeFormula, before: number, after: number): Fen =>
  Math.min(cap, Math.floor(Math.max(0, before - after) / step) * perStep);

export const isReached = ({ better }: Indicator, value: number, wanted: number): boolean =>
  better === "more" ? value >= wanted : value <= wanted;
