export * from "./all.ts";
export * from "./decider.ts";
export * from "./desk.ts";
export * from "./letter.ts";
export * from "./settle.ts";
