/** 阶段. A budget's phases follow one another without a gap: each is known by its first day alone, and lasts until the next begins. */
import { refusals } from "./terms.ts";

export const PHASES = [
  "drafting",
  "informing",
  "accepting",
  "reviewing",
  "selecting",
  "valuating",
  "publishingPrices",
  "balloting",
  "reviewingBallots",
  "finished",
] as const;
export type Phase = (typeof PHASES)[number];

export interface PhaseRule {
  readonly phase: Phase;
  /** A budget may go without it. */
  readonly optional: boolean;
}

export interface PhaseBegin {
  readonly phase: Phase;
  /** Its first day. */
  readonly from: string;
}

const refuse = refusals("budget");

/** @throws DomainError where phases are missing, out of order, or do not last a day */
export const checkPlan = (plan: readonly PhaseBegin[], rules: readonly PhaseRule[]): void => {
  const missing = rules.filter(({ phase, optional }) => !optional && !plan.some((one) => one.phase === phase));
  if (missing.length > 0)
    throw refuse("phase_missing", "A budget has these phases", { phases: missing.map(({ phase }) => phase) });
  const places = plan.map(({ phase }) => rules.findIndex((rule) => rule.phase === phase));
  for (const [index, { from }] of plan.entries()) {
    const before = plan[index - 1];
    if (before === undefined) continue;
    if ((places[index] ?? -1) <= (places[index - 1] ?? -1)) throw refuse("phase_order", "Phases follow their order");
    if (from <= before.from) throw refuse("phase_empty", "A phase lasts a day or longer", { phase: before.phase });
  }
};

/** The phase of a day; undefined before the first. */
export const phaseOn = (plan: readonly PhaseBegin[], day: string): Phase | undefined =>
  plan.findLast(({ from }) => from <= day)?.phase;

/** Where one phase begins another day, the one before it ends another day. @throws DomainError where the past would move, or a phase vanish */
export const moved = (
  plan: readonly PhaseBegin[],
  { phase, from }: PhaseBegin,
  today: string,
): readonly PhaseBegin[] => {
  const index = plan.findIndex((one) => one.phase === phase);
  const current = plan[index];
  if (current === undefined) throw refuse("no_such_phase", "This budget goes without that phase", { phase });
  if (current.from === from) return plan;
  if (current.from <= today) throw refuse("phase_begun", "A phase that has begun does not move", { phase });
  if (from <= today) throw refuse("phase_in_past", "A phase begins tomorrow or later", { from });
  const [before, after] = [plan[index - 1], plan[index + 1]];
  if ((before !== undefined && from <= before.from) || (after !== undefined && from >= after.from))
    throw refuse("phase_empty", "A phase lasts a day or longer", { phase });
  return plan.with(index, { phase, from });
};
