export * from "./case.ts";
export * from "./note.ts";
export * from "./reading-record.ts";
export * from "./reading.ts";
export * from "./told.ts";
