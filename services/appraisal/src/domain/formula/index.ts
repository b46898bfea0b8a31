export * from "./compile.ts";
export * from "./parse.ts";
export * from "./syntax.ts";
