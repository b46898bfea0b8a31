/** What a formula is once it is read. */

export type RowType = "boolean" | "number" | "text" | "instant";
export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** Asked of one fact, `not overdue and within(closedAt)`. */
export type Row =
  | { readonly is: "boolean"; readonly value: boolean }
  | { readonly is: "whole"; readonly value: number }
  | { readonly is: "text"; readonly value: string }
  | { readonly is: "field"; readonly name: string; readonly at: number }
  | { readonly is: "edge"; readonly edge: "start" | "end" }
  | { readonly is: "not"; readonly of: Row }
  | { readonly is: "both" | "either"; readonly left: Row; readonly right: Row }
  | { readonly is: "compare"; readonly by: Comparison; readonly left: Row; readonly right: Row; readonly at: number }
  | { readonly is: "oneOf"; readonly of: Row; readonly list: readonly string[]; readonly at: number }
  | { readonly is: "known"; readonly of: Row }
  | { readonly is: "within"; readonly of: Row; readonly at: number }
  | { readonly is: "minutes"; readonly from: Row; readonly to: Row; readonly at: number }
  | {
      readonly is: "calculate";
      readonly by: "+" | "-" | "*";
      readonly left: Row;
      readonly right: Row;
      readonly at: number;
    };

/** Asked of many facts, `count(closed) / count(due)`. */
export type Total =
  | { readonly is: "number"; readonly value: string }
  | { readonly is: "count"; readonly where: Row }
  | { readonly is: "sum"; readonly of: Row; readonly where?: Row; readonly at: number }
  | { readonly is: "distinct"; readonly of: Row; readonly where?: Row; readonly at: number }
  /** Another total, by its name. */
  | { readonly is: "named"; readonly name: string; readonly at: number }
  | { readonly is: "calculate"; readonly by: "+" | "-" | "*" | "/"; readonly left: Total; readonly right: Total };
