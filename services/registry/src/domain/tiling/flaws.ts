import { edgesOf, isOnSegment, sideOf, type Ring, type Vertex } from "../geometry.ts";
import { boxOf, near } from "./boxes.ts";
import { difference, intersection, union, type Surface } from "./clip.ts";
import { invalidRings, type DrawnCell, type InvalidRing } from "./drawing.ts";
import { areaOf, planeAt, type Plane } from "./plane.ts";
import type { Polygon } from "./polygon.ts";
import { widest } from "./width.ts";

/** A surface that two cells claim, that none claims, or that lies outside. */
export interface Flaw {
  /** The cells concerned: two for an overlap, all neighbours of a gap, one outside. Sorted. */
  readonly codes: readonly string[];
  readonly areaM2: number;
  /** Diameter of the largest circle that fits in, to two centimetres: the width of a strip where it is widest. */
  readonly widthM: number;
  /** The middle of that circle. */
  readonly at: Vertex;
  /** Its outline, rounded to steps. */
  readonly polygon: Polygon;
}

/** What is narrower than the tolerance. */
export interface Noise {
  readonly count: number;
  readonly areaM2: number;
}

export interface TilingReport {
  readonly invalid: readonly InvalidRing[];
  /** Widest first, as are the others. */
  readonly overlaps: readonly Flaw[];
  readonly gaps: readonly Flaw[];
  /** Parts of cells outside the outline. */
  readonly outside: readonly Flaw[];
  readonly noise: { readonly overlaps: Noise; readonly gaps: Noise; readonly outside: Noise };
}

export interface TilingInput {
  /** Without one, a gap is what the cells enclose and none covers. */
  readonly outline?: readonly Polygon[];
  readonly cells: readonly DrawnCell[];
  /** Below this width, in metres, a flaw is drawing noise. */
  readonly toleranceM?: number;
}

/** To how many metres a width is told. */
const PRECISION_M = 0.02;

const ringsOf = (polygons: readonly Polygon[]): Ring[] => polygons.flatMap(({ outer, holes }) => [outer, ...holes]);

/** Sorts what was found into flaws and noise. */
const sorter = (plane: Plane, toleranceM: number) => {
  const flaws: Flaw[] = [];
  let [count, total] = [0, 0];
  return {
    add: (codesOf: (polygon: Polygon) => readonly string[], surfaces: readonly Surface[]): void => {
      for (const surface of surfaces) {
        const metres = plane.inMetres(surface);
        const area = areaOf(metres);
        // No circle is larger than the surface it lies in.
        const fits = Math.sqrt((4 * area) / Math.PI) >= toleranceM;
        const found = fits ? widest(metres, { least: toleranceM - PRECISION_M, precision: PRECISION_M }) : undefined;
        if (found === undefined || found.width < toleranceM - PRECISION_M / 2) {
          count++;
          total += area;
          continue;
        }
        const polygon = plane.polygonOf(surface);
        flaws.push({
          codes: [...codesOf(polygon)].sort(),
          areaM2: Math.round(area * 100) / 100,
          widthM: Math.round(found.width * 100) / 100,
          at: plane.fromMetres(found.at),
          polygon,
        });
      }
    },
    flaws: (): Flaw[] => flaws.sort((a, b) => b.widthM - a.widthM),
    noise: (): Noise => ({ count, areaM2: Math.round(total * 100) / 100 }),
  };
};

/** Whether a ring passes a vertex within two steps, what rounding may take away. */
const passes = (ring: Ring, { x, y }: Vertex): boolean =>
  edgesOf(ring).some(([a, b]) => {
    if (isOnSegment(a, b, { x, y })) return true;
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const along = Math.max(0, Math.min(1, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy)));
    return Math.hypot(x - a.x - along * dx, y - a.y - along * dy) <= 2;
  });

/**
 * 重叠与缝隙. Lists every overlap, every gap and every part outside the outline that is wider than the tolerance; what is
 * narrower is drawing noise, and is counted. The check for imported polygons, whose drawers did not share vertices:
 * `coverageProblems` is the proof, without a tolerance, for those that do.
 */
export const tilingReport = ({ outline, cells, toleranceM = 1 }: TilingInput): TilingReport => {
  const seen = new Set<string>();
  const invalid = cells.flatMap((cell): InvalidRing[] => {
    const isTwice = seen.has(cell.code);
    seen.add(cell.code);
    const twice: InvalidRing = { code: cell.code, kind: "twice", message: "the code came before" };
    return [...invalidRings(cell), ...(isTwice ? [twice] : [])];
  });
  invalid.push(...invalidRings({ code: "outline", polygons: outline ?? [] }));
  // What crosses itself is still measured, even-odd; what is no ring at all cannot be.
  const unusable = new Set(
    invalid.filter(({ kind }) => kind === "notWhole" || kind === "degenerate").map(({ code }) => code),
  );
  const usable = cells.filter(({ code }) => !unusable.has(code));
  const boxes = usable.map(({ polygons }) => boxOf(polygons.flatMap(({ outer }) => outer)));
  const plane = planeAt(usable[0]?.polygons[0]?.outer[0] ?? { x: 0, y: 0 });
  const surfaces = usable.map(({ polygons }) => plane.surfaceOf(polygons));
  const nearCells = near(boxes);

  const overlaps = sorter(plane, toleranceM);
  for (const [one, box] of boxes.entries()) {
    for (const other of nearCells(box)) {
      if (other <= one) continue;
      const shared = intersection(surfaces[one] as Surface[], surfaces[other] as Surface[]);
      overlaps.add(() => [one, other].map((index) => usable[index]?.code ?? ""), shared);
    }
  }

  const gaps = sorter(plane, toleranceM);
  const neighbours = (polygon: Polygon): string[] => {
    const vertices = ringsOf([polygon]).flat();
    return nearCells(boxOf(vertices), 2)
      .filter((index) => ringsOf(usable[index]?.polygons ?? []).some((ring) => vertices.some((v) => passes(ring, v))))
      .map((index) => usable[index]?.code ?? "");
  };
  const whole = outline === undefined || unusable.has("outline") ? undefined : plane.surfaceOf(outline);
  gaps.add(neighbours, whole === undefined ? enclosed(surfaces) : difference(whole, surfaces));

  const outside = sorter(plane, toleranceM);
  if (whole !== undefined && outline !== undefined) {
    const borders = ringsOf(outline).flatMap((ring) => edgesOf(ring).map(boxOf));
    const nearBorder = near(borders);
    for (const [index, box] of boxes.entries()) {
      const { code, polygons } = usable[index] as DrawnCell;
      const isWithin =
        nearBorder(box, 2).length === 0 && polygons.every(({ outer }) => isInside(outline, outer[0] ?? { x: 0, y: 0 }));
      if (!isWithin) outside.add(() => [code], difference(surfaces[index] as Surface[], [whole]));
    }
  }

  return {
    invalid,
    overlaps: overlaps.flaws(),
    gaps: gaps.flaws(),
    outside: outside.flaws(),
    noise: { overlaps: overlaps.noise(), gaps: gaps.noise(), outside: outside.noise() },
  };
};

/** The holes of the union: what the cells enclose. */
const enclosed = (surfaces: readonly Surface[][]): Surface[] => {
  const covered = union(surfaces);
  const filled = covered.map(([outer = []]): Surface[] => [[outer]]);
  return filled.length === 0 ? [] : difference(union(filled), [covered]);
};

const isInside = (outline: readonly Polygon[], v: Vertex): boolean =>
  outline.some(
    ({ outer, holes }) => sideOf(outer, v) !== "outside" && holes.every((hole) => sideOf(hole, v) !== "inside"),
  );
