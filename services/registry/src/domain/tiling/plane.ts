import { metresPerDegree, SCALE, type Ring, type Vertex } from "../geometry.ts";
import type { Spot, Surface } from "./clip.ts";
import { canonical, type Polygon } from "./polygon.ts";

/** To and from the plane of the clipping, which counts from `origin` so that its floating point keeps every digit. */
export const planeAt = (origin: Vertex) => {
  const perDegree = metresPerDegree(origin.y / SCALE);
  const [mx, my] = [perDegree.lng / SCALE, perDegree.lat / SCALE];
  const vertexOf = ([x, y]: Spot): Vertex => ({ x: origin.x + Math.round(x), y: origin.y + Math.round(y) });
  return {
    vertexOf,
    surfaceOf: (polygons: readonly Polygon[]): Surface[] =>
      polygons.map(({ outer, holes }) =>
        [outer, ...holes].map((ring) =>
          [...ring, ...ring.slice(0, 1)].map(({ x, y }): Spot => [x - origin.x, y - origin.y]),
        ),
      ),
    polygonOf: ([outer = [], ...holes]: Surface): Polygon => {
      const ringOf = (spots: readonly Spot[]): Ring => canonical(spots.slice(1).map(vertexOf));
      return { outer: ringOf(outer), holes: holes.map(ringOf) };
    },
    /** In metres; the plane of a district bends less than a millimetre over the width of a flaw. */
    inMetres: (surface: Surface): Surface => surface.map((ring) => ring.map(([x, y]): Spot => [x * mx, y * my])),
    fromMetres: ([x, y]: Spot): Vertex => vertexOf([x / mx, y / my]),
  };
};
export type Plane = ReturnType<typeof planeAt>;

/** In the unit of its coordinates, squared; holes taken out. */
export const areaOf = (surface: Surface): number =>
  surface.reduce((sum, ring, index) => {
    const [ox, oy] = ring[0] ?? [0, 0];
    let twice = 0;
    for (let next = 1; next < ring.length; next++) {
      const [[ax, ay], [bx, by]] = [ring[next - 1] as Spot, ring[next] as Spot];
      twice += (ax - ox) * (by - oy) - (ay - oy) * (bx - ox);
    }
    return sum + (Math.abs(twice) / 2) * (index === 0 ? 1 : -1);
  }, 0);
