import { reject } from "@wangge/kit/errors";
import { divide, type Exact } from "@wangge/kit/exact";
import { compileTotal, parseTotal, RESERVED, type CompiledTotal, type Leaf } from "../formula/index.ts";
import { SOURCES, type Counter, type Dictionary, type Indicator, type Side, type Source } from "./dictionary.ts";

const CODE = /^[a-z][A-Za-z0-9]{1,40}$/;

const refuse = (why: string, details: Readonly<Record<string, unknown>>): Error =>
  reject("appraisal.dictionary.unfit", `The dictionary cannot be used: ${why}`, details);

/** Why there is no value. */
export type Nothing = "noDenominator" | "tooFew";

export interface Value {
  /** What was counted, by the names of the counters. */
  readonly counters: Readonly<Record<string, Exact>>;
  readonly numerator: Exact;
  readonly denominator?: Exact | undefined;
  /** Absent: nothing can be said, and `nothing` says why. Never 0 or 100 for want of cases. */
  readonly value?: Exact | undefined;
  readonly nothing?: Nothing | undefined;
}

export type Gathered = (source: Source, leaf: string) => Exact;

export interface CompiledIndicator {
  readonly indicator: Indicator;
  readonly sources: readonly Source[];
  readonly leaves: readonly { readonly source: Source; readonly leaf: Leaf }[];
  readonly value: (gathered: Gathered) => Value;
}

export interface CompiledCounter {
  readonly of: Source;
  readonly leaf: Leaf;
}

const fits = (of: Side, inside: Side): boolean => of === inside || of === "shared";

const compileCounter = ({ code, of, formula }: Counter): CompiledCounter => {
  if (!CODE.test(code) || RESERVED.has(code)) throw refuse("no name for a counter", { code });
  const total = parseTotal(formula);
  if (total.is !== "count" && total.is !== "sum" && total.is !== "distinct")
    throw refuse("a counter is one count, sum or distinct, so that each number has its facts behind it", { code });
  const [leaf] = compileTotal(total, SOURCES[of].fields).leaves;
  if (leaf === undefined) throw new Error("a count without a leaf");
  return { of, leaf };
};

interface Part {
  readonly total: CompiledTotal;
  readonly counters: readonly (readonly [string, CompiledCounter])[];
}

const partOf = (formula: string, code: string, counters: ReadonlyMap<string, CompiledCounter>): Part => {
  const total = compileTotal(parseTotal(formula), new Map());
  if (total.leaves.length > 0) throw refuse("an indicator asks counters, not facts", { code });
  const used = [...new Set(total.names)].map((name) => {
    const counter = counters.get(name);
    if (counter === undefined) throw refuse("there is no such counter", { code, counter: name });
    return [name, counter] as const;
  });
  return { total, counters: used };
};

const noLeaf = (): never => {
  throw new Error("a part of an indicator has no leaves of its own");
};

const measured = ({ fewest }: Indicator, numerator: Exact, denominator: Exact): Omit<Value, "counters"> => {
  if (denominator.n <= 0n) return { numerator, denominator, nothing: "noDenominator" };
  if (fewest !== undefined && denominator.n < BigInt(fewest) * denominator.d)
    return { numerator, denominator, nothing: "tooFew" };
  return { numerator, denominator, value: divide(numerator, denominator) };
};

const compileIndicator = (indicator: Indicator, counters: ReadonlyMap<string, CompiledCounter>): CompiledIndicator => {
  const { code, side } = indicator;
  if (!CODE.test(code)) throw refuse("no name for an indicator", { code });
  const above = partOf(indicator.numerator, code, counters);
  const below = indicator.denominator === undefined ? undefined : partOf(indicator.denominator, code, counters);
  const used = new Map([...above.counters, ...(below?.counters ?? [])]);
  if (used.size === 0) throw refuse("it counts nothing", { code });
  for (const { of } of used.values())
    if (!fits(SOURCES[of].side, side)) throw refuse("it asks facts of the other side", { code, source: of, side });
  return {
    indicator,
    sources: [...new Set([...used.values()].map(({ of }) => of))],
    leaves: [...used.values()].map(({ of, leaf }) => ({ source: of, leaf })),
    value: (gathered) => {
      const counters = Object.fromEntries([...used].map(([name, { of, leaf }]) => [name, gathered(of, leaf.key)]));
      const ask = ({ total }: Part): Exact =>
        total.value(noLeaf, (name) => {
          const counted = counters[name];
          if (counted === undefined) throw new Error(`no counter ${name}`);
          return counted;
        });
      const numerator = ask(above);
      return below === undefined
        ? { counters, numerator, value: numerator }
        : { counters, ...measured(indicator, numerator, ask(below)) };
    },
  };
};

export interface CompiledDictionary {
  readonly version: string;
  readonly counters: ReadonlyMap<string, CompiledCounter>;
  readonly indicators: ReadonlyMap<string, CompiledIndicator>;
}

/** Where something is wrong, `counters.closed`, and what. */
export interface Fault {
  readonly at: string;
  readonly error: unknown;
}

/** Everything that can be compiled, and every fault of what cannot. */
const compileAll = (dictionary: Dictionary): CompiledDictionary & { readonly faults: readonly Fault[] } => {
  const faults: Fault[] = [];
  const into = <Entry extends { readonly code: string }, Made>(
    list: "counters" | "indicators",
    entries: readonly Entry[],
    compile: (entry: Entry) => Made,
  ): ReadonlyMap<string, Made> => {
    const compiled = new Map<string, Made>();
    for (const entry of entries)
      try {
        if (compiled.has(entry.code)) throw refuse("a code is there twice", { code: entry.code });
        compiled.set(entry.code, compile(entry));
      } catch (error) {
        faults.push({ at: `${list}.${entry.code}`, error });
      }
    return compiled;
  };
  const counters = into("counters", dictionary.counters, compileCounter);
  const indicators = into("indicators", dictionary.indicators, (one) => compileIndicator(one, counters));
  return { version: dictionary.version, counters, indicators, faults };
};

/** All that is wrong with a dictionary. */
export const dictionaryFaults = (dictionary: Dictionary): readonly Fault[] => compileAll(dictionary).faults;

/**
 * Checks a whole dictionary and makes it ready to count.
 * @throws DomainError `appraisal.dictionary.unfit`, `appraisal.formula.malformed`, `appraisal.formula.ill_typed`
 */
export const compileDictionary = (dictionary: Dictionary): CompiledDictionary => {
  const { faults, ...compiled } = compileAll(dictionary);
  const [first] = faults;
  if (first !== undefined) throw first.error;
  return compiled;
};
