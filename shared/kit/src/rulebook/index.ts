/** 规则册. Rules that people change between releases, as editions. */
export * from "./actions.ts";
export * from "./differences.ts";
export * from "./rulebook.ts";
