/** Places of the register as the GeoJSON export wants them. */
import {
  toGeoJsonRing,
  groundOf,
  type Code,
  type Day,
  type Polygon,
  type PlacesOn,
  type Register,
  type Ring,
} from "../domain/index.ts";
import type { ExportPlace } from "./exports/index.ts";
import type { PlaceFinder } from "./questions.ts";

const polygonsOf = (pieces: readonly Polygon[]) =>
  pieces.map(({ outer, holes }) => [outer, ...holes].map(toGeoJsonRing));
const whole = (ring: Ring): readonly Polygon[] => [{ outer: ring, holes: [] }];

interface Drawn {
  readonly id: string;
  readonly codes: readonly Code[];
  readonly name: string;
  readonly since: Day;
}

export const placesFor = (
  register: Register,
  { places, day }: PlaceFinder,
  level: ExportPlace["level"],
): readonly ExportPlace[] => {
  const { synthetic } = places.district;
  const namesOf = (id: string, name: string): readonly string[] => {
    const former = register
      .timelineOf(id)
      .flatMap(({ from, value }) => (from <= day && "name" in value ? [value.name] : []))
      .reverse();
    return [...new Set([name, ...former])];
  };
  const shown = ({ id, codes, name, since }: Drawn, pieces: readonly Polygon[], parent?: string): ExportPlace => ({
    id,
    level,
    codes,
    names: namesOf(id, name),
    validFrom: since,
    shape: { polygons: polygonsOf(pieces) },
    synthetic,
    ...(parent === undefined ? {} : { parent }),
  });
  const together = (grids: PlacesOn["grids"]): readonly Polygon[] => groundOf(grids.map(({ ring }) => ring));
  switch (level) {
    case "district":
      return [shown(places.district, whole(places.district.outline))];
    case "street":
      return places.streets.map((street) => shown(street, together(street.grids), places.district.id));
    case "community":
      return places.communities.map((one) => shown(one, together(one.grids), one.street.id));
    case "grid":
      return places.grids.map((grid) => shown(grid, whole(grid.ring), grid.community.id));
    case "courtyard":
      return register.all("courtyard", day).map(({ id, version: { from, to, value } }) => ({
        id,
        level,
        codes: [],
        names: namesOf(id, value.name),
        parent: value.parent,
        validFrom: from,
        shape: value.ring === undefined ? { at: value.at } : { polygons: polygonsOf(whole(value.ring)) },
        synthetic,
        ...(to === undefined ? {} : { validTo: to }),
      }));
  }
};
