export * from "./follow.ts";
export * from "./view.ts";
