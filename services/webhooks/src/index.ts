import { loadDeliveryRules } from "./app/dated-data.ts";

export { aggregates, compose } from "./compose.ts";
export { manifest } from "./manifest.ts";

/** 保存期限: how long a delivery that is over is in the log, by the rules of an instant. */
export const deliveriesKeptDays = (at = new Date().toISOString()): number => loadDeliveryRules()(at).keptDays;
