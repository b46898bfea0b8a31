export { drawnCell, type DrawnCell, type DrawnGeometry, type InvalidRing } from "./drawing.ts";
export { tilingReport, type Flaw, type Noise, type TilingInput, type TilingReport } from "./flaws.ts";
export { doubleAreaOf, type Polygon } from "./polygon.ts";
export { unionOfTiles } from "./union.ts";
export { snap, type Snapped, type SnapInput } from "./snap.ts";
