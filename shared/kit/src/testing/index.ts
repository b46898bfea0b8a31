export { startClamd, type TestClamd } from "./clamd.ts";
export * from "./eventually.ts";
export * from "./memory-platform.ts";
export * from "./real.ts";
export * from "./spec.ts";
export { hsdsProblems } from "./hsds-3.ts";
