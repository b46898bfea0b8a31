import { reject } from "@wangge/kit/errors";
import type { CompiledDictionary, CompiledIndicator, Side } from "../dictionary/index.ts";
import { compare, decimal, HUNDRED, sumOf, ZERO, type Exact } from "@wangge/kit/exact";
import {
  subjectField,
  type Bonus,
  type Card,
  type CardItem,
  type CardSide,
  type SubjectType,
  type Veto,
} from "./card.ts";
import { pointsOf, type Points } from "./rule.ts";

const refuse = (why: string, details: Readonly<Record<string, unknown>> = {}): Error =>
  reject("appraisal.card.unfit", `The scorecard cannot be used: ${why}`, details);

/** 防火墙. What each kind of scorecard may hold. */
export const MAY_HOLD: Readonly<Record<CardSide, readonly Side[]>> = {
  street: ["social", "shared"],
  work: ["social", "shared"],
  subCentre: ["economic"],
  zone: ["shared"],
};

/** Which kinds of subjects a side may appraise. */
const MAY_APPRAISE: Readonly<Record<CardSide, readonly Card["subjects"][]>> = {
  street: ["street"],
  work: ["street", "community", "grid", "department", "worker", "acceptor", "collector", "foreman", "dispatcher"],
  subCentre: ["subCentre"],
  zone: ["zone"],
};

export interface CompiledItem {
  readonly item: CardItem;
  readonly weight: Exact;
  readonly indicator: CompiledIndicator;
  readonly points: (type: SubjectType) => Points;
  /** Points where there is no value; undefined: it is left out. */
  readonly without: Exact | undefined;
}

export interface CompiledCard {
  readonly card: Card;
  readonly dictionary: string;
  readonly items: readonly CompiledItem[];
  readonly vetoes: readonly {
    readonly veto: Veto;
    readonly indicator: CompiledIndicator;
    readonly holds: (value: Exact) => boolean;
    readonly limit: Exact;
  }[];
  readonly bonuses: readonly {
    readonly bonus: Bonus;
    readonly indicator: CompiledIndicator;
    readonly each: Exact;
    readonly cap: Exact;
  }[];
  /** The best first. */
  readonly grades: readonly { readonly grade: string; readonly from: Exact }[];
  readonly tieBreaks: readonly CompiledIndicator[];
  /** All that it asks for, each once. */
  readonly indicators: readonly CompiledIndicator[];
}

const positive = (text: string, what: string): Exact => {
  const value = decimal(text);
  if (compare(value, ZERO) <= 0) throw refuse(`${what} is above zero`);
  return value;
};

const percent = (text: string, what: string): Exact => {
  const value = decimal(text);
  if (compare(value, ZERO) < 0 || compare(value, HUNDRED) > 0) throw refuse(`${what} goes from 0 to 100`);
  return value;
};

const compileItem = (item: CardItem, indicator: CompiledIndicator): CompiledItem => {
  const own = pointsOf(item.rule);
  const urban = item.ruleFor?.urban === undefined ? own : pointsOf(item.ruleFor.urban);
  const agricultural = item.ruleFor?.agricultural === undefined ? own : pointsOf(item.ruleFor.agricultural);
  return {
    item,
    weight: positive(item.weight, "a weight"),
    indicator,
    points: (type) => (type === "urban" ? urban : agricultural),
    without: item.withoutValue === "leaveOut" ? undefined : percent(item.withoutValue.points, "points"),
  };
};

const vetoHolds = ({ when }: Veto): ((value: Exact) => boolean) => {
  const [limit, sign] = "atLeast" in when ? [decimal(when.atLeast), 1] : [decimal(when.atMost), -1];
  return (value) => compare(value, limit) * sign >= 0;
};

/**
 * Checks a scorecard against the dictionary and makes it ready to score.
 * @throws DomainError `appraisal.card.unfit` where weights do not make 100, an indicator is not there or not of its side
 */
export const compileCard = (card: Card, dictionary: CompiledDictionary): CompiledCard => {
  if (!MAY_APPRAISE[card.side].includes(card.subjects))
    throw refuse("its side does not appraise these", { side: card.side, subjects: card.subjects });
  const find = (code: string): CompiledIndicator => {
    const found = dictionary.indicators.get(code);
    if (found === undefined) throw refuse("there is no such indicator", { indicator: code });
    const { side } = found.indicator;
    if (!MAY_HOLD[card.side].includes(side))
      throw reject("appraisal.card.behind_the_wall", "This indicator is not for this side", { indicator: code, side });
    const silent = found.sources.find((source) => subjectField(source, card.subjects) === undefined);
    if (silent !== undefined)
      throw refuse("facts of this source do not say whom of these they are about", { indicator: code, source: silent });
    return found;
  };
  const items = card.items.map((item) => compileItem(item, find(item.indicator)));
  if (new Set(card.items.map(({ indicator }) => indicator)).size !== items.length)
    throw refuse("an indicator is there twice");
  if (compare(sumOf(items.map(({ weight }) => weight)), HUNDRED) !== 0) throw refuse("its weights do not make 100");
  const grades = card.grades
    .map(({ grade, from }) => ({ grade, from: decimal(from) }))
    .toSorted((one, other) => compare(other.from, one.from));
  if (grades.some(({ from }, index) => index > 0 && compare(from, grades[index - 1]?.from ?? from) === 0))
    throw refuse("two grades begin at the same score");
  const worst = grades.at(-1);
  if (worst !== undefined && compare(worst.from, ZERO) > 0) throw refuse("the lowest grade begins at 0");
  const vetoes = card.vetoes.map((veto) => ({
    veto,
    indicator: find(veto.indicator),
    holds: vetoHolds(veto),
    limit: percent(veto.noMoreThan, "a limit"),
  }));
  const bonuses = card.bonuses.map((bonus) => ({
    bonus,
    indicator: find(bonus.indicator),
    each: positive(bonus.each, "a bonus"),
    cap: positive(bonus.cap, "its cap"),
  }));
  const tieBreaks = card.tieBreaks.map(find);
  const all = [...items, ...vetoes, ...bonuses].map(({ indicator }) => indicator).concat(tieBreaks);
  return {
    card,
    dictionary: dictionary.version,
    items,
    vetoes,
    bonuses,
    grades,
    tieBreaks,
    indicators: [...new Set(all)],
  };
};
