export * from "./case.ts";
export * from "./note.ts";
export * from "./reading.ts";
