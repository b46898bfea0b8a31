import fc from "fast-check";
import type { Polygon, Position } from "geojson";
import { describe, expect, it } from "vitest";
import {
  collectionOf,
  collectionTextOf,
  featureOf,
  featuresOf,
  linesOf,
  stationFeatureOf,
  type LngLat,
} from "../../src/app/exports/index.ts";
import { place, station } from "./builders.ts";

const square: LngLat[] = [
  [104, 30],
  [104.1, 30],
  [104.1, 30.1],
  [104, 30.1],
];
const hole: LngLat[] = [
  [104.02, 30.02],
  [104.04, 30.02],
  [104.04, 30.04],
];
const area = (ring: readonly Position[]): number =>
  ring.slice(1).reduce((sum, [x, y], index) => {
    const [x0, y0] = ring[0]!;
    const [px, py] = ring[index]!;
    return sum + (px! - x0!) * (y! - y0!) - (x! - x0!) * (py! - y0!);
  }, 0);
const ringsOf = (...polygons: LngLat[][][]) => featureOf(place({ shape: { polygons } })).geometry;

describe("a place on the map", () => {
  it("is a feature with its codes, names, level, validity and whether it is made up", () => {
    expect(featureOf(place())).toEqual({
      type: "Feature",
      id: "g-1",
      geometry: { type: "Polygon", coordinates: [[...square, square[0]]] },
      properties: {
        level: "grid",
        code: "510108002001001",
        codes: [{ scheme: "local", code: "510108002001001" }],
        name: "建设巷社区第一网格",
        names: ["建设巷社区第一网格"],
        parent: "c-1",
        validFrom: "2017-10-31",
        validTo: null,
        synthetic: true,
      },
    });
  });

  it("is a point where no boundary is known, and nowhere where its boundary is too small to see", () => {
    expect(featureOf(place({ level: "courtyard", shape: { at: { lng: 104.12345678, lat: 30 } } })).geometry).toEqual({
      type: "Point",
      coordinates: [104.1234568, 30],
    });
    expect(
      ringsOf([square.map(([lng, lat]): LngLat => [104 + (lng - 104) * 1e-8, 30 + (lat - 30) * 1e-8])]),
    ).toBeNull();
    expect(ringsOf()).toBeNull();
  });

  it("may be in several pieces, with holes", () => {
    const geometry = ringsOf([square, hole], [square.map(([lng, lat]): LngLat => [lng + 1, lat])]);
    expect(geometry).toMatchObject({ type: "MultiPolygon" });
    expect(ringsOf([square, hole])).toMatchObject({ type: "Polygon", coordinates: { length: 2 } });
  });

  it("whatever direction its rings were drawn in: outer ones counter-clockwise, holes clockwise, closed, seven decimals", () => {
    const anyRing = fc.array(
      fc.tuple(fc.double({ min: 103, max: 105, noNaN: true }), fc.double({ min: 29, max: 31, noNaN: true })),
      {
        minLength: 3,
        maxLength: 12,
      },
    );
    let seen = 0;
    fc.assert(
      fc.property(anyRing, anyRing, fc.boolean(), fc.boolean(), (outer, inner, isReversed, isClosed) => {
        const drawn = isReversed ? outer.toReversed() : outer;
        const geometry = ringsOf([isClosed ? [...drawn, drawn[0]!] : drawn, inner]) as Polygon | null;
        if (geometry === null) return;
        seen++;
        geometry.coordinates.forEach((ring, index) => {
          expect(Math.sign(area(ring))).toBe(index === 0 ? 1 : -1);
          expect(ring.at(-1)).toEqual(ring[0]);
          expect(ring.length).toBeGreaterThanOrEqual(4);
          for (const coordinate of ring.flat()) expect(String(coordinate)).toMatch(/^\d+(\.\d{1,7})?$/);
        });
      }),
    );
    expect(seen).toBeGreaterThan(50);
  });
});

describe("a station on the map", () => {
  it("is a point with its kind, and says who runs it", () => {
    expect(stationFeatureOf(station())).toMatchObject({
      id: "st-1",
      geometry: { type: "Point", coordinates: [104.0912345, 30.6712345] },
      properties: {
        level: "station",
        kind: "communityStation",
        kindName: "社区公共服务站",
        code: "510108002001",
        parent: "c-1",
        validFrom: null,
        synthetic: true,
      },
    });
  });
});

describe("the whole register", () => {
  const features = () => featuresOf({ places: [place(), place({ id: "g-2" })], stations: [station()] });

  it("is one collection without crs, at once or in pieces", () => {
    expect(collectionOf(features())).toMatchObject({ type: "FeatureCollection", features: { length: 3 } });
    expect(collectionOf(features())).not.toHaveProperty("crs");
    expect(JSON.parse([...collectionTextOf(features())].join(""))).toEqual(collectionOf(features()));
    expect([...collectionTextOf([])].join("")).toBe('{"type":"FeatureCollection","features":[]}');
  });

  it("is one feature a line", () => {
    const lines = [...linesOf(features())];
    expect(lines.map((line) => (JSON.parse(line) as { id: string }).id)).toEqual(["g-1", "g-2", "st-1"]);
    expect(lines.every((line) => line.indexOf("\n") === line.length - 1)).toBe(true);
  });

  it("asks for a place only when it is that one's turn", () => {
    let asked = 0;
    const places = (function* () {
      for (;;) {
        asked++;
        yield place({ id: `g-${asked}` });
      }
    })();
    const lines = linesOf(featuresOf({ places }));
    lines.next();
    lines.next();
    expect(asked).toBe(2);
  });
});
