import { toVertex, type CoverageInput, type Register } from "../domain/index.ts";
import type { PlaceFinder } from "./questions.ts";

/** What is to be proved of a day. Grids are named by code; an address by the id of its entrance, never by its words. */
export const coverageInputOf = (register: Register, { places, day }: PlaceFinder): CoverageInput => {
  const { district, grids } = places;
  return {
    district: district.code,
    asOf: day,
    registerVersion: register.version,
    outline: [{ outer: district.outline, holes: [] }],
    grids: grids.map(({ code, ring }) => ({ code, ring })),
    addresses: grids.flatMap(({ id, code }) =>
      register
        .childrenOf(id, "courtyard", day)
        .flatMap(({ version }) => version.value.buildings)
        .flatMap(({ entrances }) =>
          entrances.map((entrance) => ({ id: entrance.id, at: toVertex(entrance.at), grid: code })),
        ),
    ),
    households: Object.fromEntries(grids.map(({ code, households }) => [code, households])),
  };
};
