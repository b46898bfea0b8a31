export { CASE_FIELDS, caseFact } from "./case.ts";
export { idFieldOf } from "./folding.ts";
export * from "./kinds.ts";
export * from "./note.ts";
export * from "./reading-record.ts";
export * from "./reading.ts";
export { actedBy } from "./step.ts";
export * from "./told.ts";
