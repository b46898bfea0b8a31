export { apiKeyDecider, unknownApiKey, type ApiKeyCommand, type ApiKeyEvent, type ApiKeyState } from "./api-key.ts";
export {
  followerDecider,
  isCodeGood,
  unknownFollower,
  type FollowerCommand,
  type FollowerEvent,
  type FollowerState,
  type Following,
  type IssuedCode,
} from "./follower.ts";
export {
  messageDecider,
  type Filling,
  type Message,
  type MessageCommand,
  type MessageEvent,
  type MessageState,
} from "./message.ts";
export { keyDecider, type KeyState, type KeyTaken, type TakeKey } from "./key.ts";
export { accessDecider, type Access, type AccessRecorded, type AccessState, type RecordAccess } from "./access.ts";
export {
  reportDecider,
  type AcceptReport,
  type AfterEnd,
  type MergeReport,
  type ReportAccepted,
  type Report,
  type ReportCommand,
  type ReportEvent,
  type ReportState,
} from "./report.ts";
export { reporterDecider, type ReporterCommand, type ReporterEvent, type ReporterState } from "./reporter.ts";
export { FIELDS, identityNumberOf, masked, phoneOf, type ReporterFields } from "./reporter-fields.ts";
export { isTrackingNumber, trackingNumber } from "./tracking-number.ts";
export { canonical, type Digest } from "./canonical.ts";
export * from "./categories/index.ts";
export {
  STEPS,
  updateDecider,
  type Step,
  type StepTaken,
  type UpdateCommand,
  type UpdateEvent,
  type UpdateState,
} from "./update.ts";
export { dayOf } from "./day.ts";
export * from "./bans/index.ts";
export * from "./items/index.ts";
export * from "./admissions/index.ts";
export {
  dueOf,
  isOverdue,
  isPaused,
  pausesOf,
  type ClockFact,
  type Countdown,
  type Pause,
  type Term,
} from "./clock.ts";
export * from "./matters/index.ts";
export * from "./photos/index.ts";
