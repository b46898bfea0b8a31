export * from "./engines.ts";
export * from "./loop.ts";
export * from "./names.ts";
export * from "./reader.ts";
export * from "./telemetry.ts";
