export * from "./jetstream.ts";
export * from "./dead-letters.ts";
export * from "./memory.ts";
export * from "./nats.ts";
export * from "./permissions.ts";
export * from "./port.ts";
export * from "./provision.ts";
export * from "./topology.ts";
