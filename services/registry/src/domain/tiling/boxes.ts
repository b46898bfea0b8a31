import Flatbush from "flatbush";
import type { Vertex } from "../geometry.ts";

/** West, south, east, north of what it holds. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

export const boxOf = (vertices: readonly Vertex[]): Box => {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of vertices) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  return { west, south, east, north };
};

/** Which boxes meet a box, or come as near as `margin` steps. */
export const near = (boxes: readonly Box[]): ((box: Box, margin?: number) => number[]) => {
  if (boxes.length === 0) return () => [];
  const tree = new Flatbush(boxes.length);
  for (const { west, south, east, north } of boxes) tree.add(west, south, east, north);
  tree.finish();
  return ({ west, south, east, north }, margin = 0) =>
    tree.search(west - margin, south - margin, east + margin, north + margin);
};
