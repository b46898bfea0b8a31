/** Stations of the register as the exports and the standards want them. */
import itemsData from "../../data/service-items.json" with { type: "json" };
import type { Day, Found, Register, StationValue } from "../domain/index.ts";
import type { Dated, StationFacts } from "../domain/standards/index.ts";
import { beginOf } from "./day.ts";
import type { ExportStation } from "./exports/index.ts";
import type { PlaceFinder } from "./questions.ts";

const itemNames: Readonly<Record<string, string>> = itemsData.items;

/** Who runs a station: the nearest street or community above it. */
const organizationOf = (
  register: Register,
  { places, day }: PlaceFinder,
  parent: string,
): ExportStation["organization"] => {
  const named = (level: ExportStation["organization"]["level"], place: { id: string; name: string; code: string }) => ({
    id: place.id,
    name: place.name,
    code: place.code,
    level,
  });
  const street = places.street(parent);
  if (street !== undefined) return named("street", street);
  const community = places.community(parent);
  if (community !== undefined) return named("community", community);
  const grid = register.find("courtyard", parent, day)?.version.value.parent;
  const above = grid === undefined ? undefined : places.grid(grid)?.community;
  return above === undefined ? named("district", places.district) : named("community", above);
};

const itemsOf = ({ facts }: StationValue): readonly string[] => {
  const { items } = facts;
  return Array.isArray(items) ? items.map(String) : [];
};

export const exportStation = (
  register: Register,
  finder: PlaceFinder,
  { id, version }: Found<"station">,
  synthetic: boolean,
): ExportStation => {
  const { kind, name, at, address, phone, hours, facts, parent } = version.value;
  const barrierFree = facts["barrierFreeEntrance"];
  return {
    id,
    kind,
    name,
    organization: organizationOf(register, finder, parent),
    at,
    address,
    hours,
    services: itemsOf(version.value).map((item) => ({ id: item, name: itemNames[item] ?? item, description: "" })),
    changedAt: beginOf(version.from),
    validFrom: version.from,
    synthetic,
    ...(phone === undefined ? {} : { phone }),
    ...(typeof barrierFree === "boolean" ? { barrierFree } : {}),
    ...(version.to === undefined ? {} : { validTo: version.to }),
  };
};

export const stationsOn = (register: Register, finder: PlaceFinder): readonly ExportStation[] => {
  const { synthetic } = finder.places.district;
  return register.all("station", finder.day).map((station) => exportStation(register, finder, station, synthetic));
};

/** What is recorded of a station over time. A fact that was taken back is not recorded. */
export const factsOf = (register: Register, id: string): readonly Dated<StationFacts>[] =>
  register.timelineOf(id, "station").map(({ from, to, value }) => ({
    from,
    ...(to === undefined ? {} : { to }),
    value: {
      kind: value.kind,
      facts: Object.fromEntries(
        Object.entries(value.facts).filter(([, fact]) => fact !== null),
      ) as StationFacts["facts"],
    },
  }));

export const stationOn = (register: Register, id: string, day: Day): StationValue | undefined =>
  register.find("station", id, day)?.version.value;
