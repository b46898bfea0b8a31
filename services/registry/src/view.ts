import { CommunityCode, DistrictCode, GridCode, Instant, Point, StreetCode, WorkerId } from "@wangge/contracts";
import { DomainError, type Stored } from "@wangge/kit";
import { z } from "zod";
import type { Chain, Page, Register } from "./app/register.ts";
import {
  toGeoJsonRing,
  type Community,
  type District,
  type Grid,
  type StaffingState,
  type Street,
} from "./domain/index.ts";
import type { Filed } from "./models/archive.ts";
import type { Person } from "./models/people.ts";

const Boundary = z
  .object({ type: z.literal("Polygon"), coordinates: z.array(z.array(z.tuple([z.number(), z.number()]))) })
  .describe("GeoJSON, WGS-84");

const Synthetic = z.boolean().describe("true: boundary and figures are made up, only codes and names are official");

const named = <Code extends z.ZodType>(code: Code) => z.object({ code, name: z.string() });

const Figures = z.object({
  scheme: z.enum(["GB/T 2260", "NBS", "local"]).describe("who issued the code; local: official nowhere"),
  areaM2: z.number(),
  households: z.int().describe("户数"),
  grids: z.int().describe("how many grids it has"),
});

/** 街道, 社区, 网格 as lists show them. */
export const StreetLine = named(StreetCode).extend({
  ...Figures.shape,
  agricultural: z.boolean().describe("涉农街道"),
  communities: z.int(),
});
export const CommunityLine = named(CommunityCode).extend({
  ...Figures.shape,
  kind: z.enum(["residentsCommittee", "villageCommittee"]).describe("居委会 or 村委会"),
  street: StreetCode,
});
export const GridLine = named(GridCode).extend({
  ...Figures.omit({ grids: true }).shape,
  management: z
    .enum(["propertyManaged", "unmanagedCourtyard", "unitDormitory", "ruralResettlement"])
    .describe("有物管小区, 无物管院落, 单位宿舍, 农民集中安置区"),
  centre: Point,
  community: CommunityCode,
  street: StreetCode,
});

/** One place by itself: its boundary, and the places above it by name. */
export const DistrictView = named(DistrictCode).extend({
  ...Figures.shape,
  streets: z.int(),
  communities: z.int(),
  boundary: Boundary,
  synthetic: Synthetic,
});
export const StreetView = StreetLine.extend({
  district: named(DistrictCode),
  boundary: Boundary,
  synthetic: Synthetic,
});
export const CommunityView = CommunityLine.omit({ street: true }).extend({
  street: named(StreetCode),
  district: named(DistrictCode),
  boundary: Boundary,
  synthetic: Synthetic,
});
export const GridView = GridLine.omit({ community: true, street: true }).extend({
  community: named(CommunityCode),
  street: named(StreetCode),
  district: named(DistrictCode),
  boundary: Boundary,
  synthetic: Synthetic,
});

/** Where a point lies. */
export const LocationView = z.object({
  grid: named(GridCode),
  community: named(CommunityCode),
  street: named(StreetCode),
  district: named(DistrictCode),
});

const PersonView = z.object({
  id: WorkerId,
  label: z.string().describe("what a screen shows; never a name"),
  origin: z.enum(["auxiliary", "studentVolunteer", "twoCommittee", "streetOfficer"]),
});

/** 网格人员. */
export const PeopleView = z.object({
  grid: GridCode,
  staffedAt: Instant,
  workers: z.array(PersonView).describe("网格员"),
  responsible: PersonView.describe("责任人"),
});

const nameOf = ({ code, name }: { readonly code: string; readonly name: string }) => ({ code, name });

const boundaryOf = ({ ring }: District | Street | Community | Grid): z.input<typeof Boundary> => ({
  type: "Polygon",
  coordinates: [toGeoJsonRing(ring).map(([lng, lat]): [number, number] => [lng, lat])],
});

const figuresOf = ({ code, name, scheme, areaM2, households }: District | Street | Community | Grid) => ({
  code,
  name,
  scheme,
  areaM2,
  households,
});

export const streetLine = (register: Register, street: Street): z.input<typeof StreetLine> => ({
  ...figuresOf(street),
  grids: register.gridCount(street.code),
  agricultural: street.isAgricultural,
  communities: register.childCount(street.code),
});

export const communityLine = (register: Register, community: Community): z.input<typeof CommunityLine> => ({
  ...figuresOf(community),
  grids: register.gridCount(community.code),
  kind: community.kind,
  street: community.code.slice(0, 9),
});

export const gridLine = (grid: Grid): z.input<typeof GridLine> => ({
  ...figuresOf(grid),
  management: grid.management,
  centre: grid.centre,
  community: grid.code.slice(0, 12),
  street: grid.code.slice(0, 9),
});

export const districtView = (register: Register): z.input<typeof DistrictView> => {
  const { district } = register;
  const streets = register.streets({ limit: Infinity }).places;
  return {
    ...figuresOf(district),
    grids: register.gridCount(district.code),
    streets: streets.length,
    communities: streets.reduce((sum, { code }) => sum + register.childCount(code), 0),
    boundary: boundaryOf(district),
    synthetic: register.synthetic,
  };
};

export const streetView = (register: Register, street: Street): z.input<typeof StreetView> => ({
  ...streetLine(register, street),
  district: nameOf(register.district),
  boundary: boundaryOf(street),
  synthetic: register.synthetic,
});

export const communityView = (register: Register, community: Community): z.input<typeof CommunityView> => ({
  ...communityLine(register, community),
  street: nameOf(register.street(community.code.slice(0, 9))),
  district: nameOf(register.district),
  boundary: boundaryOf(community),
  synthetic: register.synthetic,
});

export const gridView = (
  register: Register,
  { grid, community, street, district }: Chain,
): z.input<typeof GridView> => ({
  ...gridLine(grid),
  community: nameOf(community),
  street: nameOf(street),
  district: nameOf(district),
  boundary: boundaryOf(grid),
  synthetic: register.synthetic,
});

export const locationView = ({ grid, community, street, district }: Chain): z.input<typeof LocationView> => ({
  grid: nameOf(grid),
  community: nameOf(community),
  street: nameOf(street),
  district: nameOf(district),
});

export const peopleView = (
  { id: grid, state }: Stored<StaffingState>,
  { workers, responsibles }: Pick<Filed, "workers" | "responsibles">,
): z.input<typeof PeopleView> => {
  if (state.status === "unstaffed")
    throw new DomainError("missing", "registry.grid.unstaffed", "Nobody works in this grid yet", { grid });
  const show = (people: ReadonlyMap<string, Person>, id: string): Person => {
    const person = people.get(id);
    if (person === undefined) throw new Error(`${id} staffs ${grid} and is not in the register`);
    return person;
  };
  return {
    grid,
    staffedAt: state.staffedAt,
    workers: state.workers.map((id) => show(workers, id)),
    responsible: show(responsibles, state.responsible),
  };
};

/** A page of a list under its name, with where to go on. */
export const pageView = <Name extends string, Place, Line>(
  name: Name,
  { places, next }: Page<Place>,
  lineOf: (place: Place) => Line,
): Record<Name, Line[]> & { next?: string } =>
  ({ [name]: places.map(lineOf), ...(next === undefined ? {} : { next }) }) as Record<Name, Line[]> & { next?: string };
