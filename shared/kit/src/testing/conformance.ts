export * from "./blobs-conformance.ts";
export * from "./bus-conformance.ts";
export * from "./case.ts";
export * from "./store-conformance.ts";
