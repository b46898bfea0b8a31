export * from "./compile.ts";
export * from "./dictionary.ts";
