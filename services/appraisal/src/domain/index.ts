export * from "./card/index.ts";
export * from "./dictionary/index.ts";
export * from "@wangge/kit/exact";
export * from "./facts/index.ts";
export * from "./formula/index.ts";
export * from "./period/index.ts";
export * from "./gaming/gaming.ts";
