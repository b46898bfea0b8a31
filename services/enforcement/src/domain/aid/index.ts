export * from "./aid.ts";
export * from "./reads.ts";
export * from "./sharing.ts";
