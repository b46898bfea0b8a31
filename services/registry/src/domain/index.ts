export * from "./hierarchy.ts";
export * from "./division.ts";
export * from "./coverage.ts";
export * from "./locate.ts";
export { areaM2, compactness, SCALE, toGeoJsonRing, toPoint, toVertex } from "./geometry.ts";
export type { Position, Ring, Vertex } from "./geometry.ts";
export * from "./staffing.ts";
export * from "./gridding/index.ts";
