/** What a row says otherwise than the register. */
import type { Ring } from "../geometry.ts";
import { codesOf, type Building, type Code, type Entrance, type Value } from "../register/index.ts";
import type { Item } from "./items.ts";
import { isSameRing } from "./shapes.ts";

/** The order of fields says nothing. */
const canonical = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one, canonical) === JSON.stringify(other, canonical);

const DRAWN = new Set(["ring", "outline"]);
/** An empty cell takes these away; elsewhere it says nothing. */
const REMOVABLE = new Set(["counted", "exception", "company", "phone", "holder", "households", "population"]);

export interface Differences {
  /** `null` takes a field away. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Codes it has not had. Those of schemes the row does not give stay. */
  readonly codes: readonly Code[];
}

export const differencesOf = (
  before: Value,
  { values, draft }: Item,
  defaults: Readonly<Record<string, unknown>>,
): Differences => {
  const was = before as unknown as Readonly<Record<string, unknown>>;
  const set: Record<string, unknown> = {};
  for (const [field, content] of Object.entries(values)) {
    const here = was[field];
    const wanted = content ?? defaults[field] ?? null;
    if (wanted === null && (here === undefined || !REMOVABLE.has(field))) continue;
    if (DRAWN.has(field) && here !== undefined && wanted !== null && isSameRing(here as Ring, wanted as Ring)) continue;
    if (!isSame(here, wanted)) set[field] = wanted;
  }
  const held = codesOf(before);
  const codes = draft.codes.filter(
    ({ scheme, code }) => !held.some((one) => one.scheme === scheme && one.code === code),
  );
  return { set, codes };
};

/** What rows say of the buildings of one courtyard; without `entrances`: nothing about these. */
export interface GivenBuilding extends Omit<Building, "entrances"> {
  readonly entrances?: readonly Entrance[] | undefined;
}

const merged = <Part extends { readonly id: string }, Given extends { readonly id: string }>(
  before: readonly Part[],
  given: readonly Given[],
  isAll: boolean,
  made: (given: Given, before: Part | undefined) => Part,
): readonly Part[] => {
  const byId = new Map(given.map((one) => [one.id, one]));
  const known = new Set(before.map(({ id }) => id));
  return [
    ...before.flatMap((part) => {
      const one = byId.get(part.id);
      return one === undefined ? (isAll ? [] : [part]) : [made(one, part)];
    }),
    ...given.filter(({ id }) => !known.has(id)).map((one) => made(one, undefined)),
  ];
};

/** Buildings and entrances stay with those they were; `isAll`: what is not mentioned goes. */
export const mergedBuildings = (
  before: readonly Building[],
  given: readonly GivenBuilding[],
  isAll: boolean,
): readonly Building[] =>
  merged(before, given, isAll, ({ entrances, ...building }, was): Building => ({
    ...building,
    entrances:
      entrances === undefined ? (was?.entrances ?? []) : merged(was?.entrances ?? [], entrances, isAll, (one) => one),
  }));
