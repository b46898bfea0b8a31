import type { CompiledIndicator, Value } from "../dictionary/index.ts";
import { add, atLeast, atMost, compare, divide, multiply, sumOf, ZERO, type Exact } from "@wangge/kit/exact";
import type { SubjectType } from "./card.ts";
import type { CompiledCard, CompiledItem } from "./compile.ts";

export interface ScoredItem {
  readonly indicator: string;
  readonly value: Value;
  /** 0 to 100; absent: left out. */
  readonly points?: Exact | undefined;
  readonly weight: Exact;
}

export interface Score {
  /** Exact; absent where nothing could be said of any indicator. */
  readonly score?: Exact | undefined;
  readonly items: readonly ScoredItem[];
  readonly bonuses: readonly { readonly code: string; readonly points: Exact }[];
  readonly vetoes: readonly string[];
  readonly grade?: string | undefined;
}

export type ValueOf = (indicator: CompiledIndicator) => Value;

const scoredItem = (
  { item, indicator, weight, points, without }: CompiledItem,
  type: SubjectType,
  valueOf: ValueOf,
): ScoredItem => {
  const value = valueOf(indicator);
  const got = value.value === undefined ? without : points(type)(value.value);
  return { indicator: item.indicator, value, points: got, weight };
};

const weighted = (items: readonly ScoredItem[]): Exact | undefined => {
  const counted = items.flatMap(({ points, weight }) => (points === undefined ? [] : [{ points, weight }]));
  if (counted.length === 0) return undefined;
  const whole = sumOf(counted.map(({ weight }) => weight));
  return divide(sumOf(counted.map(({ points, weight }) => multiply(points, weight))), whole);
};

/** The grade goes by the exact score, never by one that was rounded. */
export const gradeOf = ({ grades }: CompiledCard, score: Exact): string | undefined =>
  grades.find(({ from }) => compare(score, from) >= 0)?.grade;

/** 得分: what the weights make of the points, more by bonuses, and no more than a veto allows. */
export const scoreOf = (card: CompiledCard, type: SubjectType, valueOf: ValueOf): Score => {
  const items = card.items.map((item) => scoredItem(item, type, valueOf));
  const bonuses = card.bonuses.flatMap(({ bonus, indicator, each, cap }) => {
    const { value } = valueOf(indicator);
    if (value === undefined || compare(value, ZERO) <= 0) return [];
    return [{ code: bonus.code, points: atMost(multiply(each, value), cap) }];
  });
  const held = card.vetoes.filter(({ indicator, holds }) => {
    const { value } = valueOf(indicator);
    return value !== undefined && holds(value);
  });
  const base = weighted(items);
  const vetoes = held.map(({ veto }) => veto.code);
  if (base === undefined) return { items, bonuses, vetoes };
  const before = add(base, sumOf(bonuses.map(({ points }) => points)));
  const score = atLeast(
    held.reduce((most, { limit }) => atMost(most, limit), before),
    ZERO,
  );
  return { score, items, bonuses, vetoes, grade: gradeOf(card, score) };
};
