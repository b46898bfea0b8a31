/** A second reading of formulas, as slow and plain as it can be: random ones, their text, and what they mean. */
import fc from "fast-check";
import type { Fact, Fields, Row, RowType, Span, Total } from "../src/domain/index.ts";

export const fields: Fields = new Map<string, RowType>([
  ["done", "boolean"],
  ["late", "boolean"],
  ["tries", "number"],
  ["stars", "number"],
  ["kind", "text"],
  ["place", "text"],
  ["began", "instant"],
  ["ended", "instant"],
]);

const kinds = ["a", "b", "c"];
const maybe = <T>(values: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(values, { nil: undefined });
const minutesOfADay = fc.integer({ min: 0, max: 1_440 }).map((minute) => minute * 60_000);

export const facts: fc.Arbitrary<Fact> = fc.record({
  done: maybe(fc.boolean()),
  late: fc.boolean(),
  tries: maybe(fc.integer({ min: 0, max: 5 })),
  stars: maybe(fc.integer({ min: 1, max: 5 })),
  kind: maybe(fc.constantFrom(...kinds)),
  place: fc.constantFrom("p1", "p2", "p3"),
  began: maybe(minutesOfADay),
  ended: maybe(minutesOfADay),
});

export const spans: fc.Arbitrary<Span> = fc
  .tuple(minutesOfADay, minutesOfADay)
  .map(([one, other]) => ({ from: Math.min(one, other), until: Math.max(one, other) }));

const at = 0;
const field = (...names: readonly string[]): fc.Arbitrary<Row> =>
  fc.constantFrom(...names).map((name): Row => ({ is: "field", name, at }));
const instants: fc.Arbitrary<Row> = fc.oneof(
  field("began", "ended"),
  fc.constantFrom("start", "end").map((edge): Row => ({ is: "edge", edge })),
);
const numbers: fc.Arbitrary<Row> = fc.letrec<{ number: Row }>((tie) => ({
  number: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.integer({ min: 0, max: 9 }).map((value): Row => ({ is: "whole", value })),
    field("tries", "stars"),
    fc.record({ is: fc.constant("minutes" as const), from: instants, to: instants, at: fc.constant(at) }),
    fc.record({
      is: fc.constant("calculate" as const),
      by: fc.constantFrom("+" as const, "-" as const, "*" as const),
      left: tie("number"),
      right: tie("number"),
      at: fc.constant(at),
    }),
  ),
})).number;
const texts: fc.Arbitrary<Row> = fc.oneof(
  field("kind", "place"),
  fc.constantFrom(...kinds).map((value): Row => ({ is: "text", value })),
);
const same = fc.constantFrom("=" as const, "!=" as const);
const ordered = fc.constantFrom("=" as const, "!=" as const, "<" as const, "<=" as const, ">" as const, ">=" as const);
const comparison = (by: typeof ordered | typeof same, sides: fc.Arbitrary<Row>): fc.Arbitrary<Row> =>
  fc.record({ is: fc.constant("compare" as const), by, left: sides, right: sides, at: fc.constant(at) });

export const conditions: fc.Arbitrary<Row> = fc.letrec<{ condition: Row }>((tie) => ({
  condition: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    field("done", "late"),
    fc.boolean().map((value): Row => ({ is: "boolean", value })),
    comparison(ordered, numbers),
    comparison(ordered, instants),
    comparison(same, texts),
    fc.record({ is: fc.constant("known" as const), of: field("kind", "tries", "ended", "done") }),
    fc.record({ is: fc.constant("within" as const), of: instants, at: fc.constant(at) }),
    fc.record({
      is: fc.constant("oneOf" as const),
      of: texts,
      list: fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 3 }),
      at: fc.constant(at),
    }),
    fc.record({ is: fc.constant("not" as const), of: tie("condition") }),
    fc.record({
      is: fc.constantFrom("both" as const, "either" as const),
      left: tie("condition"),
      right: tie("condition"),
    }),
  ),
})).condition;

export const leafTotals: fc.Arbitrary<Total> = fc.oneof(
  fc.record({ is: fc.constant("count" as const), where: conditions }),
  fc.record({ is: fc.constant("sum" as const), of: numbers, where: conditions, at: fc.constant(at) }),
  fc.record({ is: fc.constant("distinct" as const), of: texts, where: conditions, at: fc.constant(at) }),
);

/** With every bracket that can be written. */
export const textOf = (row: Row): string => {
  switch (row.is) {
    case "boolean":
    case "whole":
      return String(row.value);
    case "text":
      return `"${row.value}"`;
    case "field":
      return row.name;
    case "edge":
      return row.edge;
    case "not":
      return `(not ${textOf(row.of)})`;
    case "both":
      return `(${textOf(row.left)} and ${textOf(row.right)})`;
    case "either":
      return `(${textOf(row.left)} or ${textOf(row.right)})`;
    case "compare":
    case "calculate":
      return `(${textOf(row.left)} ${row.by} ${textOf(row.right)})`;
    case "oneOf":
      return `(${textOf(row.of)} in (${row.list.map((one) => `"${one}"`).join(", ")}))`;
    case "known":
      return `known(${textOf(row.of)})`;
    case "within":
      return `within(${textOf(row.of)})`;
    case "minutes":
      return `minutes(${textOf(row.from)}, ${textOf(row.to)})`;
  }
};

export const textOfTotal = (total: Total): string => {
  switch (total.is) {
    case "number":
      return total.value;
    case "named":
      return total.name;
    case "count":
      return `count(${textOf(total.where)})`;
    case "sum":
    case "distinct":
      return `${total.is}(${textOf(total.of)}${total.where === undefined ? "" : ` where ${textOf(total.where)}`})`;
    case "calculate":
      return `(${textOfTotal(total.left)} ${total.by} ${textOfTotal(total.right)})`;
  }
};

type Known = boolean | number | string | undefined;

/** What it means for one fact, step by step. */
export const meaning = (row: Row, fact: Fact, span: Span): Known => {
  const of = (inner: Row): Known => meaning(inner, fact, span);
  switch (row.is) {
    case "boolean":
    case "whole":
    case "text":
      return row.value;
    case "field":
      return fact[row.name];
    case "edge":
      return row.edge === "start" ? span.from : span.until;
    case "not":
      return of(row.of) !== true;
    case "both":
      return [of(row.left), of(row.right)].every((one) => one === true);
    case "either":
      return [of(row.left), of(row.right)].some((one) => one === true);
    case "known":
      return of(row.of) !== undefined;
    case "oneOf":
      return row.list.some((one) => one === of(row.of));
    case "within": {
      const when = of(row.of);
      return typeof when === "number" && !(when < span.from) && !(when >= span.until);
    }
    case "minutes": {
      const [one, other] = [of(row.from), of(row.to)];
      if (typeof one !== "number" || typeof other !== "number") return undefined;
      return (other - one) / 60_000;
    }
    case "compare": {
      const [one, other] = [of(row.left), of(row.right)];
      if (one === undefined || other === undefined) return false;
      const order = one === other ? 0 : one < other ? -1 : 1;
      return {
        "=": order === 0,
        "!=": order !== 0,
        "<": order < 0,
        "<=": order <= 0,
        ">": order > 0,
        ">=": order >= 0,
      }[row.by];
    }
    case "calculate": {
      const [one, other] = [of(row.left), of(row.right)];
      if (typeof one !== "number" || typeof other !== "number") return undefined;
      return row.by === "+" ? one + other : row.by === "-" ? one - other : one * other;
    }
  }
};

/** A total over all facts at once. */
export const totalMeaning = (total: Total, all: readonly Fact[], span: Span): number => {
  switch (total.is) {
    case "count":
      return all.filter((fact) => meaning(total.where, fact, span) === true).length;
    case "sum":
    case "distinct": {
      const { where } = total;
      const values = all
        .filter((fact) => where === undefined || meaning(where, fact, span) === true)
        .map((fact) => meaning(total.of, fact, span))
        .filter((value) => value !== undefined);
      if (total.is === "distinct") return new Set(values).size;
      return values.reduce<number>((sum, value) => sum + Number(value), 0);
    }
    case "number":
    case "named":
    case "calculate":
      throw new Error("only what is asked of facts");
  }
};
