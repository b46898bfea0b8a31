export * from "./work-begun.v1.ts";
export * from "./work-finished.v1.ts";
export * from "./sample-log-sealed.v1.ts";
