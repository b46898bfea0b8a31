export * from "./blind-index.ts";
export * from "./canonical.ts";
export * from "./content.ts";
export * from "./keys.ts";
export * from "./merkle.ts";
export * from "./numbers.ts";
export * from "./seal.ts";
export * from "./signing.ts";
