import type { Force } from "../team/index.ts";

/** 力量要求. `count` is what this level adds to the ones below it. */
interface Wanted {
  /** Stands for the same requirement on every level of a card. */
  readonly key: string;
  readonly count: number;
}

export interface PersonsWanted extends Wanted {
  readonly kind: "persons";
  readonly force: Force;
  readonly skill?: string | undefined;
}

export interface UnitsWanted extends Wanted {
  readonly kind: "units";
  readonly unitType: string;
  /** A unit with fewer people does not count. */
  readonly leastCrew: number;
}

export type Requirement = PersonsWanted | UnitsWanted;

/** 预案 of one type of operation. Level n is all levels up to n together. */
export interface RunCard {
  readonly levels: readonly {
    readonly zh: string;
    readonly en: string;
    readonly adds: readonly Requirement[];
  }[];
  /** Which staffing levels may be called. */
  readonly calls: readonly ("available" | "delayed")[];
  /** Whether somebody who is not on shift may be called. */
  readonly callsOffShift: boolean;
  /** Who was released less long ago than this comes after the others. */
  readonly restMinutes: number;
}

const merged = (requirements: readonly Requirement[]): readonly Requirement[] => {
  const byKey = new Map<string, Requirement>();
  for (const one of requirements) {
    const before = byKey.get(one.key);
    byKey.set(one.key, before === undefined ? one : { ...before, count: before.count + one.count });
  }
  return [...byKey.values()];
};

/** All that a level wants, those below it included; in the order of the card. */
export const requiredAt = ({ levels }: Pick<RunCard, "levels">, level: number): readonly Requirement[] =>
  merged(levels.slice(0, level).flatMap(({ adds }) => adds));

/** What going up from one level to another adds. */
export const addedBetween = ({ levels }: Pick<RunCard, "levels">, from: number, to: number): readonly Requirement[] =>
  merged(levels.slice(from, to).flatMap(({ adds }) => adds));

const termsOf = (one: Requirement): string =>
  one.kind === "persons" ? `persons ${one.force} ${one.skill ?? ""}` : `units ${one.unitType} ${one.leastCrew}`;

/** What is wrong with a card; nothing where it is sound. */
export const cardProblems = (
  { levels }: RunCard,
  unitTypes: ReadonlySet<string>,
): readonly { readonly at: string; readonly code: string }[] => {
  const all = levels.flatMap(({ adds }, index) =>
    adds.map((one, place) => ({ one, at: `levels.${index}.adds.${place}` })),
  );
  const first = new Map<string, string>();
  return all.flatMap(({ one, at }) => {
    const terms = first.get(one.key) ?? termsOf(one);
    first.set(one.key, terms);
    return [
      ...(terms === termsOf(one) ? [] : [{ at, code: "key_means_something_else" }]),
      ...(one.kind === "units" && !unitTypes.has(one.unitType) ? [{ at, code: "unit_type_unknown" }] : []),
    ];
  });
};
