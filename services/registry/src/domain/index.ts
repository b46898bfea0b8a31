export * from "./hierarchy.ts";
export * from "./division.ts";
export * from "./furnish.ts";
export * from "./borders.ts";
export * from "./coverage.ts";
export * from "./locate.ts";
export {
  areaM2,
  compactness,
  distanceM,
  doubleArea,
  edgesOf,
  insideOf,
  SCALE,
  sideOf,
  toGeoJsonRing,
  toPoint,
  toVertex,
} from "./geometry.ts";
export * from "./proof/index.ts";
export * from "./tiling/index.ts";
export type { Position, Ring, Vertex } from "./geometry.ts";
export * from "./register/index.ts";
export * from "./staffing.ts";
export * from "./succession.ts";
export * from "./gridding/index.ts";
export * from "./sign-in.ts";
