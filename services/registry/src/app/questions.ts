/** Answers read from the register in memory. */
import type { Point } from "@wangge/contracts";
import { DomainError, reject, type Actor } from "@wangge/kit";
import {
  commonCode,
  codesOf,
  parametersOn,
  staffOn,
  versionOn,
  type CommunityOn,
  type Day,
  type Found,
  type GridOn,
  type Id,
  type Kind,
  type PlacesOn,
  type Register,
  type StreetOn,
} from "../domain/index.ts";
import type { Registrar } from "./registrar.ts";

export interface PlaceFinder {
  readonly day: Day;
  readonly places: PlacesOn;
  /**
   * By any code the place has or had. A code from before a merger leads to the one that took over.
   * @throws DomainError `registry.place.unknown`; `registry.place.superseded` where several took over
   */
  readonly street: (code: string) => StreetOn;
  readonly community: (code: string) => CommunityOn;
  readonly grid: (code: string) => GridOn;
  /** The grid a code means on the day, undefined where there is none, or more than one. */
  readonly gridNow: (code: string) => GridOn | undefined;
  /** @throws DomainError `registry.place.outside_district` */
  readonly at: (point: Point) => GridOn;
}

const unknown = (level: Kind, code: string): DomainError =>
  new DomainError("missing", "registry.place.unknown", "The register has no such place", { level, code });

/** The one place that a code means on a day. */
const soleHeir = (register: Register, level: Kind, code: string, day: Day): Id => {
  const id = register.resolve(code, day);
  const heirs = id === undefined || register.kindOf(id) !== level ? [] : register.heirsOf(id, day);
  const [only] = heirs;
  if (only === undefined) throw unknown(level, code);
  if (heirs.length > 1) {
    const successors = heirs.map((heir) => {
      const value = versionOn(register.timelineOf<Kind>(heir), day)?.value;
      return { id: heir, code: value === undefined ? undefined : commonCode(codesOf(value)) };
    });
    throw new DomainError("missing", "registry.place.superseded", "Several places stand where this one was", {
      code,
      successors,
    });
  }
  return only;
};

/** The places of the day are made when they are first asked for: not every question is about them. */
export const placeFinder = (register: Register, placesOn: (day: Day) => PlacesOn, day: Day): PlaceFinder => {
  const finder =
    <Place>(level: Kind, by: (id: Id) => Place | undefined) =>
    (code: string): Place => {
      const place = by(soleHeir(register, level, code, day));
      if (place === undefined) throw unknown(level, code);
      return place;
    };
  return {
    day,
    get places() {
      return placesOn(day);
    },
    street: finder("street", (id) => placesOn(day).street(id)),
    community: finder("community", (id) => placesOn(day).community(id)),
    grid: finder("grid", (id) => placesOn(day).grid(id)),
    gridNow: (code) => {
      const id = register.resolve(code, day);
      const heirs = id === undefined ? [] : register.heirsOf(id, day);
      return heirs.length === 1 ? placesOn(day).grid(heirs[0] ?? "") : undefined;
    },
    at: (point) => {
      const found = placesOn(day).locate(point);
      if (found === undefined)
        throw reject("registry.place.outside_district", "This point is not in the district", { ...point });
      return found;
    },
  };
};

export const recordView = ({ id, kind, version }: Found) => ({
  id,
  kind,
  from: version.from,
  to: version.to,
  change: version.change,
  value: { ...version.value } as Record<string, unknown>,
});

export const historyOf = (register: Register, { day }: PlaceFinder, code: string) => {
  const id = register.resolve(code, day);
  const kind = id === undefined ? undefined : register.kindOf(id);
  if (id === undefined || kind === "person" || kind === "absence" || kind === undefined)
    throw new DomainError("missing", "registry.place.unknown", "The register has no such place", { code });
  return {
    id,
    kind,
    versions: register.timelineOf<Kind>(id).map((version) => {
      const { id: _id, kind: _kind, ...rest } = recordView({ id, kind, version });
      return rest;
    }),
    endings: register.endingsOf(id).map(({ on, successors, change }) => ({ on, successors: [...successors], change })),
    today: register.heirsOf(id, day).flatMap((heir) => {
      const value = versionOn(register.timelineOf<Kind>(heir), day)?.value;
      return value === undefined
        ? []
        : [{ id: heir, code: commonCode(codesOf(value)) ?? heir, name: "name" in value ? value.name : heir }];
    }),
  };
};

export const zonesOn = (register: Register, { places, day }: PlaceFinder) =>
  register.all("zone", day).map(({ id, version: { value } }) => ({
    id,
    name: value.name,
    streets: value.streets.flatMap((street) => {
      const found = places.street(street);
      return found === undefined ? [] : [{ code: found.code, name: found.name }];
    }),
    duties: value.duties.map((duty) => ({ ...duty })),
  }));

export const exceptionsOn = ({ grids }: PlacesOn): readonly GridOn[] =>
  grids.filter(({ exception }) => exception !== undefined);

export const vacanciesOn = (
  { register, parameters }: Pick<Registrar, "register" | "parameters">,
  { places, day }: PlaceFinder,
) =>
  places.grids.flatMap(({ id, code: grid, name }) => {
    const { workers, responsible } = staffOn(register, id, day);
    const missingWorkers = Math.max(0, parametersOn(parameters, day).workersPerGrid.low - workers.length);
    const missingResponsible = responsible === undefined;
    return missingWorkers > 0 || missingResponsible ? [{ grid, name, missingWorkers, missingResponsible }] : [];
  });

/** Why somebody is away is for those who lead him. */
const LEADERS: readonly string[] = ["supervisor", "admin"];

export const recordsOn = (
  register: Register,
  {
    kind,
    parent,
    after = "",
    limit,
  }: { kind: Kind; parent?: string | undefined; after?: string | undefined; limit: number },
  day: Day,
  actor: Actor | undefined,
) => {
  if (kind === "absence" && actor?.roles.some((role) => LEADERS.includes(role)) !== true)
    throw new DomainError("forbidden", "auth.role_missing", "Absences are for those who lead", { kind });
  const above = parent === undefined ? undefined : register.resolve(parent, day);
  if (parent !== undefined && above === undefined) throw unknown(kind, parent);
  const found = (above === undefined ? register.all(kind, day) : register.childrenOf(above, kind, day))
    .filter(({ id }) => id > after)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  const page = found.slice(0, limit);
  const next = found.length > limit ? page.at(-1)?.id : undefined;
  return { records: page.map(recordView), ...(next === undefined ? {} : { next }) };
};
