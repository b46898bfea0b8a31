/** What differs between two contents: by the path, with what stood there and what stands there. */
export interface Difference {
  /** `indicators.closingRate.denominator`: entries of a list by their code, else by their place. */
  readonly at: string;
  /** Absent: it was not there. */
  readonly before?: unknown;
  /** Absent: it is not there any more. */
  readonly after?: unknown;
}

const NAMES = ["code", "id", "indicator", "grade"] as const;

/** An entry of a list goes by its name, so that one that is put in does not change all that follow. */
const nameOf = (value: unknown, index: number): string => {
  if (typeof value === "object" && value !== null)
    for (const name of NAMES) {
      const found = (value as Readonly<Record<string, unknown>>)[name];
      if (typeof found === "string") return found;
    }
  return String(index);
};

const partsOf = (value: unknown): ReadonlyMap<string, unknown> | undefined => {
  if (Array.isArray(value)) {
    const named = value.map((one: unknown, index) => [nameOf(one, index), one] as const);
    const isClear = new Set(named.map(([name]) => name)).size === named.length;
    return new Map(isClear ? named : value.map((one: unknown, index) => [String(index), one]));
  }
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
};

/** 比对. In the order of paths; nothing where both say the same, in whatever order lists with names have it. */
export const differencesOf = (before: unknown, after: unknown, at = ""): readonly Difference[] => {
  const [one, other] = [partsOf(before), partsOf(after)];
  if (one === undefined || other === undefined || Array.isArray(before) !== Array.isArray(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [{ at, before, after }];
  return [...new Set([...one.keys(), ...other.keys()])].toSorted().flatMap((name): readonly Difference[] => {
    const path = at === "" ? name : `${at}.${name}`;
    if (!one.has(name)) return [{ at: path, after: other.get(name) }];
    if (!other.has(name)) return [{ at: path, before: one.get(name) }];
    return differencesOf(one.get(name), other.get(name), path);
  });
};
