export { keyDecider, type KeyState, type KeyTaken, type TakeKey } from "./key.ts";
export { reportDecider, type AcceptReport, type Report, type ReportAccepted, type ReportState } from "./report.ts";
export { isTrackingNumber, trackingNumber } from "./tracking-number.ts";
export { canonical, type Digest } from "./canonical.ts";
export { dayOf } from "./day.ts";
export * from "./items/index.ts";
export * from "./admissions/index.ts";
