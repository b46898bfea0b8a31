export { FORCES, type Force } from "../authority/terms.ts";

/** The operation that somebody, or a unit, is committed to. */
export interface Commitment {
  readonly operation: string;
  /** The assignment that asked for it: an operation that never got it says so of the claim. */
  readonly claim: string;
  readonly at: string;
}
