import type { Circumstance, Cited, Day, EditionOf, LawBook, Period } from "./terms.ts";

/** Why this edition: there was but one; that of the act; or a later one that is milder. */
export type Why = "sameEdition" | "actDay" | "milderLater";

/** 从旧兼从轻. Of two editions the one of the act, unless that of the decision is milder by this measure. */
export const milderOf = <Edition>(
  ofAct: Edition,
  ofDecision: Edition,
  severity: (edition: Edition) => number,
): { readonly edition: Edition; readonly why: Why } => {
  if (ofAct === ofDecision) return { edition: ofAct, why: "sameEdition" };
  return severity(ofDecision) < severity(ofAct)
    ? { edition: ofDecision, why: "milderLater" }
    : { edition: ofAct, why: "actDay" };
};

/** An act that lasted is judged by the day on which it ended. */
export interface ActDays {
  readonly committedOn: Day;
  /** 连续或者继续状态: the day on which it ended. */
  readonly endedOn?: Day | undefined;
}
export const dayOfAct = ({ committedOn, endedOn }: ActDays): Day => endedOn ?? committedOn;

/** What the party bears by an effect; the more, the harder. */
const HARDNESS: Readonly<Record<Circumstance["effect"], number>> = {
  exempt: 0,
  mayExempt: 1,
  lighten: 2,
  mayLighten: 3,
  heavier: 5,
};
const NOTHING_SAID = 4;

/** Those of an edition's circumstances that are met. */
export const circumstancesMet = (
  { figures }: EditionOf<"penalty">,
  codes: readonly string[],
): readonly Circumstance[] => figures.circumstances?.value.filter(({ code }) => codes.includes(code)) ?? [];

const hardness = (edition: EditionOf<"penalty">, codes: readonly string[]): number => {
  const effects = circumstancesMet(edition, codes).map(({ effect }) => HARDNESS[effect]);
  return effects.length === 0 ? NOTHING_SAID : Math.min(...effects);
};

export interface Governing {
  /** `penalty@2017` */
  readonly version: string;
  readonly why: Why;
  /** The rule by which a later law may be taken. */
  readonly rule: Cited<boolean>;
}

/**
 * 实体从旧兼从轻. The edition of the penalty law by which an act is judged on the merits, with these circumstances. Procedure goes
 * by the edition in force on the day of each step.
 */
export const governingLaw = (
  law: LawBook,
  act: ActDays,
  decidedOn: Day,
  circumstances: readonly string[] = [],
): Governing => {
  const { edition, why } = milderOf(
    law.inForceOn("penalty", dayOfAct(act)),
    law.inForceOn("penalty", decidedOn),
    (one) => hardness(one, circumstances),
  );
  return { version: edition.version, why, rule: law.figure("penalty", decidedOn, "milderLaterLaw") };
};

export interface Limitation {
  /** The last day on which it may be found and still be punished. */
  readonly lastDay: Day;
  readonly from: Day;
  readonly period: Cited<Period>;
  readonly why: Why;
}

/** 追责时效. Five years only where the law of the act knew them, for the later law is taken only where it is milder. */
export const limitationOf = (law: LawBook, act: ActDays & { readonly harmful: boolean }, on: Day): Limitation => {
  const from = dayOfAct(act);
  const runs = (day: Day) => {
    const period =
      (act.harmful ? law.figureIfAny("penalty", day, "limitationSerious") : undefined) ??
      law.figure("penalty", day, "limitation");
    return { period, version: period.version, lastDay: law.endOf(from, period.value) };
  };
  const ofAct = runs(from);
  const later = runs(on);
  const { edition, why } = milderOf(ofAct, later.version === ofAct.version ? ofAct : later, ({ lastDay }) =>
    Date.parse(lastDay),
  );
  return { lastDay: edition.lastDay, from, period: edition.period, why };
};
