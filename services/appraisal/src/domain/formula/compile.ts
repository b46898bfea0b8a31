import { reject } from "@wangge/kit/errors";
import { add, decimal, divide, exact, multiply, subtract, type Exact } from "@wangge/kit/exact";
import type { Comparison, Row, RowType, Total } from "./syntax.ts";

/** What a fact holds: whole numbers, texts, booleans, instants as milliseconds. Absent: not known. */
export type Fact = Readonly<Record<string, boolean | number | string | undefined>>;
export type Fields = ReadonlyMap<string, RowType>;

/** Half open, in milliseconds: `from` is in it, `until` is not. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

type Value = boolean | number | string | undefined;
type Ask<Result extends Value = Value> = (fact: Fact, span: Span) => Result;

const refuse = (why: string, at: number): Error =>
  reject("appraisal.formula.ill_typed", `The formula has no sense: ${why}`, { at });

interface Typed {
  readonly type: RowType;
  readonly ask: Ask;
}

const condition = (row: Row, fields: Fields, at = 0): Ask<boolean> => {
  const { type, ask } = typed(row, fields);
  if (type !== "boolean") throw refuse("a condition is wanted", at);
  return (fact, span) => ask(fact, span) === true;
};

const ofType = (row: Row, type: RowType, fields: Fields, at: number): Ask => {
  const found = typed(row, fields);
  if (found.type !== type) throw refuse(`${type} is wanted, not ${found.type}`, at);
  return found.ask;
};

const HOLDS: Readonly<
  Record<Comparison, (left: number | string | boolean, right: number | string | boolean) => boolean>
> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
};

const MINUTE = 60_000;
const CALCULATED = {
  "+": (left: number, right: number) => left + right,
  "-": (left: number, right: number) => left - right,
  "*": (left: number, right: number) => left * right,
};

const whole = (value: number): number => {
  if (!Number.isSafeInteger(value))
    throw reject("appraisal.formula.too_large", "A number of a fact is beyond what is exact");
  return value;
};

/** A question to one fact with its type. What is not known is neither equal to anything nor before or after it. */
const typed = (row: Row, fields: Fields): Typed => {
  switch (row.is) {
    case "boolean":
      return { type: "boolean", ask: () => row.value };
    case "whole":
      return { type: "number", ask: () => row.value };
    case "text":
      return { type: "text", ask: () => row.value };
    case "edge":
      return { type: "instant", ask: row.edge === "start" ? (_, { from }) => from : (_, { until }) => until };
    case "field": {
      const { name } = row;
      const type = fields.get(name);
      if (type === undefined) throw refuse(`nothing is called ${name}`, row.at);
      return { type, ask: (fact) => fact[name] };
    }
    case "not": {
      const of = condition(row.of, fields);
      return { type: "boolean", ask: (fact, span) => !of(fact, span) };
    }
    case "both":
    case "either": {
      const [left, right] = [condition(row.left, fields), condition(row.right, fields)];
      return {
        type: "boolean",
        ask:
          row.is === "both"
            ? (fact, span) => left(fact, span) && right(fact, span)
            : (fact, span) => left(fact, span) || right(fact, span),
      };
    }
    case "compare": {
      const left = typed(row.left, fields);
      const right = ofType(row.right, left.type, fields, row.at);
      if (row.by !== "=" && row.by !== "!=" && (left.type === "boolean" || left.type === "text"))
        throw refuse("this has no order", row.at);
      const holds = HOLDS[row.by];
      return {
        type: "boolean",
        ask: (fact, span) => {
          const [one, other] = [left.ask(fact, span), right(fact, span)];
          return one !== undefined && other !== undefined && holds(one, other);
        },
      };
    }
    case "oneOf": {
      const of = ofType(row.of, "text", fields, row.at);
      const list: ReadonlySet<Value> = new Set(row.list);
      return { type: "boolean", ask: (fact, span) => list.has(of(fact, span)) };
    }
    case "known": {
      const { ask } = typed(row.of, fields);
      return { type: "boolean", ask: (fact, span) => ask(fact, span) !== undefined };
    }
    case "within": {
      const of = ofType(row.of, "instant", fields, row.at);
      return {
        type: "boolean",
        ask: (fact, span) => {
          const at = of(fact, span);
          return typeof at === "number" && span.from <= at && at < span.until;
        },
      };
    }
    case "minutes": {
      const [from, to] = [ofType(row.from, "instant", fields, row.at), ofType(row.to, "instant", fields, row.at)];
      return {
        type: "number",
        ask: (fact, span) => {
          const [one, other] = [from(fact, span), to(fact, span)];
          return typeof one === "number" && typeof other === "number" ? Math.floor((other - one) / MINUTE) : undefined;
        },
      };
    }
    case "calculate": {
      const [left, right] = [ofType(row.left, "number", fields, row.at), ofType(row.right, "number", fields, row.at)];
      const by = CALCULATED[row.by];
      return {
        type: "number",
        ask: (fact, span) => {
          const [one, other] = [left(fact, span), right(fact, span)];
          return typeof one === "number" && typeof other === "number" ? whole(by(one, other)) : undefined;
        },
      };
    }
  }
};

/** What is gathered over facts, one by one; taking a fact out again is the same backwards. */
export interface Gathering {
  readonly add: (fact: Fact, span: Span, times: 1 | -1) => void;
  readonly value: () => Exact;
}

/** What a total gathers. Two that say the same have the same `key` and are gathered once. */
export interface Leaf {
  readonly key: string;
  /** What it asks of a fact. */
  readonly fields: readonly string[];
  readonly open: () => Gathering;
  /** Whether a fact counts towards it: what is behind a number. */
  readonly counts: (fact: Fact, span: Span) => boolean;
}

export interface CompiledTotal {
  readonly leaves: readonly Leaf[];
  readonly names: readonly string[];
  /** @throws RangeError where it divides by zero */
  readonly value: (leaf: (key: string) => Exact, named: (name: string) => Exact) => Exact;
}

type Bare = Omit<Leaf, "fields">;

const countLeaf = (counts: Leaf["counts"], key: string): Bare => ({
  key,
  counts,
  open: () => {
    let count = 0;
    return {
      add: (fact, span, times) => {
        if (counts(fact, span)) count += times;
      },
      value: () => exact(count),
    };
  },
});

const sumLeaf = (of: Ask, counts: Leaf["counts"], key: string): Bare => ({
  key,
  counts: (fact, span) => counts(fact, span) && of(fact, span) !== undefined,
  open: () => {
    let sum = 0n;
    return {
      add: (fact, span, times) => {
        if (!counts(fact, span)) return;
        const value = of(fact, span);
        if (typeof value === "number") sum += BigInt(value * times);
      },
      value: () => exact(sum),
    };
  },
});

const distinctLeaf = (of: Ask, counts: Leaf["counts"], key: string): Bare => ({
  key,
  counts: (fact, span) => counts(fact, span) && of(fact, span) !== undefined,
  open: () => {
    const seen = new Map<Value, number>();
    return {
      add: (fact, span, times) => {
        if (!counts(fact, span)) return;
        const value = of(fact, span);
        if (value === undefined) return;
        const count = (seen.get(value) ?? 0) + times;
        if (count === 0) seen.delete(value);
        else seen.set(value, count);
      },
      value: () => exact(seen.size),
    };
  },
});

const always = (): boolean => true;
const APPLIED = { "+": add, "-": subtract, "*": multiply, "/": divide };

/** The names of all fields below a part of a formula. */
const fieldsIn = (part: Row | Total): readonly string[] => {
  if (part.is === "field") return [part.name];
  const inner: readonly unknown[] = Object.values(part);
  return inner.flatMap((one) => (typeof one === "object" && one !== null && "is" in one ? fieldsIn(one as Row) : []));
};

const leafOf = (total: Extract<Total, { is: "count" | "sum" | "distinct" }>, fields: Fields): Leaf => {
  const key = JSON.stringify(total, (name, value: unknown) => (name === "at" ? undefined : value));
  const asked = { fields: [...new Set(fieldsIn(total))] };
  if (total.is === "count") return { ...asked, ...countLeaf(condition(total.where, fields), key) };
  const where = total.where === undefined ? always : condition(total.where, fields, total.at);
  if (total.is === "sum") return { ...asked, ...sumLeaf(ofType(total.of, "number", fields, total.at), where, key) };
  return { ...asked, ...distinctLeaf(ofType(total.of, "text", fields, total.at), where, key) };
};

/** @throws DomainError `appraisal.formula.ill_typed`, with the place */
export const compileTotal = (total: Total, fields: Fields): CompiledTotal => {
  switch (total.is) {
    case "number": {
      const value = decimal(total.value);
      return { leaves: [], names: [], value: () => value };
    }
    case "named": {
      const { name } = total;
      return { leaves: [], names: [name], value: (_, named) => named(name) };
    }
    case "calculate": {
      const [left, right] = [compileTotal(total.left, fields), compileTotal(total.right, fields)];
      const apply = APPLIED[total.by];
      return {
        leaves: [...left.leaves, ...right.leaves],
        names: [...left.names, ...right.names],
        value: (leaf, named) => apply(left.value(leaf, named), right.value(leaf, named)),
      };
    }
    case "count":
    case "sum":
    case "distinct": {
      const leaf = leafOf(total, fields);
      return { leaves: [leaf], names: [], value: (value) => value(leaf.key) };
    }
  }
};
