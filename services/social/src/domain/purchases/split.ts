import { dayOf } from "@wangge/calendar";
import type { BasisPoints } from "../money.ts";
import { sumOf } from "../money.ts";
import type { Finding, FindingKind, Need } from "./purchase.ts";
import type { PurchaseRules } from "./rules.ts";

/** Another purchase of the same buyer, as far as it says whether one purchase was cut in pieces. */
export interface Alike {
  readonly purchase: string;
  readonly need: Pick<Need, "title" | "serviceClass" | "budgetLine" | "amount" | "method">;
  readonly statedAt: string;
  /** Who got it, or is to get it, with those of the same house. */
  readonly house?: readonly string[];
}

/** What tells pieces of one thing apart: numbers, and the words for a part. */
const PARTS = /[0-9０-９a-zA-Z\s（）()【】\-—·第一二三四五六七八九十期批次标段包]/gu;

const pairsOf = (title: string): ReadonlyMap<string, number> => {
  const letters = Array.from(title.replace(PARTS, ""));
  const pairs = new Map<string, number>();
  for (const [index, letter] of letters.entries()) {
    const pair = letter + (letters[index + 1] ?? "");
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
};

/** Dice's coefficient over pairs of letters, rounded down. Titles without a letter left are like nothing. */
export const likenessOf = (one: string, other: string): BasisPoints => {
  const [first, second] = [pairsOf(one), pairsOf(other)];
  const size = [...first.values(), ...second.values()].reduce((sum, count) => sum + count, 0);
  if (size === 0) return 0;
  const common = [...first].reduce((sum, [pair, count]) => sum + Math.min(count, second.get(pair) ?? 0), 0);
  return Math.floor((20_000 * common) / size);
};

const MS_A_DAY = 86_400_000;

/** Purchases that were put to an open tender avoid nothing and are left out, this one included. */
export const splitFindings = (
  own: Alike,
  others: readonly Alike[],
  { openFrom: threshold, split }: PurchaseRules,
): readonly Finding[] => {
  const { need, statedAt, house = [] } = own;
  if (need.method === "openTender") return [];
  const same = others.filter(
    (other) =>
      other.purchase !== own.purchase &&
      other.need.serviceClass === need.serviceClass &&
      other.need.method !== "openTender",
  );
  const year = dayOf(statedAt).slice(0, 4);
  const isNear = (other: Alike): boolean =>
    Math.abs(Date.parse(other.statedAt) - Date.parse(statedAt)) <= split.spanDays * MS_A_DAY;
  const signs: Readonly<Record<FindingKind, (other: Alike) => boolean>> = {
    sameLine: (other) => other.need.budgetLine === need.budgetLine && dayOf(other.statedAt).startsWith(year),
    sameSubject: (other) => isNear(other) && likenessOf(other.need.title, need.title) >= split.likeness,
    sameHouse: (other) => isNear(other) && house.some((one) => other.house?.includes(one)),
  };
  return Object.entries(signs).flatMap(([kind, holds]) => {
    const found = same.filter(holds).toSorted((one, other) => (one.purchase < other.purchase ? -1 : 1));
    const sum = sumOf([need.amount, ...found.map((other) => other.need.amount)]);
    if (found.length === 0 || sum <= threshold) return [];
    return [{ kind: kind as FindingKind, purchases: found.map(({ purchase }) => purchase), sum, threshold }];
  });
};

/** Those that no earlier finding of this kind covers. */
export const newFindings = (known: readonly Finding[], found: readonly Finding[]): readonly Finding[] =>
  found.filter(
    ({ kind, purchases }) =>
      !known.some((one) => one.kind === kind && purchases.every((purchase) => one.purchases.includes(purchase))),
  );
