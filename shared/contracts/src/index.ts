export * from "./vocabulary.ts";
export * from "./audit-head.ts";
export * from "./event.ts";
export * from "./envelope.ts";
export * from "./manifest.ts";
export * from "./events.ts";
export * from "./call.ts";
export * from "./calls.ts";
