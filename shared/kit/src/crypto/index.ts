export * from "./blind-index.ts";
export * from "./content.ts";
export * from "./keys.ts";
export * from "./numbers.ts";
export * from "./seal.ts";
