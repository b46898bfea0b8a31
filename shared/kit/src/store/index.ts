export * from "./aggregate.ts";
export * from "./blobs.ts";
export * from "./decider-store.ts";
export * from "./document.ts";
export * from "./memory.ts";
export * from "./mongo.ts";
export * from "./outbox.ts";
export * from "./port.ts";
