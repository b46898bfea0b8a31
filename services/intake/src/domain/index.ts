export { keyDecider, type KeyState, type KeyTaken, type TakeKey } from "./key.ts";
export { accessDecider, type Access, type AccessRecorded, type AccessState, type RecordAccess } from "./access.ts";
export {
  reportDecider,
  type AcceptReport,
  type Report,
  type ReportCommand,
  type ReportEvent,
  type ReportState,
} from "./report.ts";
export { reporterDecider, type ReporterCommand, type ReporterEvent, type ReporterState } from "./reporter.ts";
export { FIELDS, identityNumberOf, masked, phoneOf, type ReporterFields } from "./reporter-fields.ts";
export { isTrackingNumber, trackingNumber } from "./tracking-number.ts";
export { canonical, type Digest } from "./canonical.ts";
export { dayOf } from "./day.ts";
export * from "./items/index.ts";
export * from "./admissions/index.ts";
export * from "./photos/index.ts";
