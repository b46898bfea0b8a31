export { lifeOf, type Life, type Recorded } from "./acts.ts";
export {
  changed,
  concerning,
  processChanges,
  standardIdOf,
  type BodyFor,
  type Change,
  type ChangedStandard,
  type Routed,
} from "./changes.ts";
export { comparing, firstDifference, unlooked, type Comparison, type Difference, type Row } from "./compare.ts";
export { replay, type Impossible, type Replayed } from "./replay.ts";
export { noTally, tallyOf, type Tally } from "./tally.ts";
