import type { Parameters } from "../parameters.ts";
import type { Id } from "../records.ts";
import type { Assertion, Register } from "../register.ts";
import type { Day } from "../timeline.ts";

/** One thing that would be wrong. `code` is public and stable; `on` is the first day of it. */
export interface RuleProblem {
  readonly code: string;
  readonly record: Id;
  readonly on: Day;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What a check looks at, and whom it tells. */
export interface Inspection {
  readonly register: Register;
  readonly parameters: readonly Parameters[];
  /** The first day on which anything changes. */
  readonly start: Day;
  readonly found: (code: string, record: Id, on: Day, message: string, details?: RuleProblem["details"]) => void;
}

export const later = (one: Day, other: Day): Day => (one > other ? one : other);

export const startOf = (assertions: readonly Assertion[]): Day =>
  assertions.reduce((day, { from }) => (from < day ? from : day), assertions[0]?.from ?? "");
