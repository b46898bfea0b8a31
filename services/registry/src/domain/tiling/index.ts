export { doubleAreaOf, type Polygon } from "./polygon.ts";
export { unionOfTiles } from "./union.ts";
