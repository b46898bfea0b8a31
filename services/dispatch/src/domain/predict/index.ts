export { FEATURES, REASONS, FEWEST_LATE, FEWEST_ORDERS, featuresAt, predict, train, training } from "./model.ts";
export type { Model, Prediction, Reason, ReasonName } from "./model.ts";
export {
  dueAsOf,
  instantOfShare,
  isOpenAt,
  orderOfState,
  ordersOf,
  outcomeAsOf,
  shareUsed,
  type OrderFact,
} from "./orders.ts";
export { bucketOf, knownBefore, Rates, SHARES, type Setting } from "./rates.ts";
export { auc, brier, calibration, calibrationError, type Scored } from "./score.ts";
