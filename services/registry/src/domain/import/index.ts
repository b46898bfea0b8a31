export * from "./check.ts";
export * from "./errors.ts";
export * from "./export.ts";
export type { Item } from "./items.ts";
export * from "./plan.ts";
export * from "./read.ts";
export { tableNames, tableOfFile, TABLES, type TableName, type TableRule } from "./tables.ts";
