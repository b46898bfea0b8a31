export * from "./actions.ts";
export * from "./status.ts";
