export * from "./model.ts";
export { conformance } from "./conformance.ts";
export type { ConformanceReport, Deviation, DimensionReport, StandardRef, Status, Unrecorded } from "./conformance.ts";
export { summarise } from "./summary.ts";
export type { SummaryLine, ToDo } from "./summary.ts";
export { standardProblems } from "./problems.ts";
export type { StandardProblem } from "./problems.ts";
