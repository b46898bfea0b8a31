/** What callers see of the register; never the stored record. */
import {
  CommunityCode,
  Day,
  DistrictCode,
  GridCode,
  Instant,
  Point,
  RecordId,
  RecordKind,
  StreetCode,
  WorkerId,
} from "@wangge/contracts";
import { DomainError, type Stored } from "@wangge/kit";
import { z } from "zod";
import type { Recorded } from "./app/registrar.ts";
import { Code, FunctionClass, Management, PersonOrigin, PostKind, StationKind } from "./app/values.ts";
import {
  groundOf,
  toGeoJsonRing,
  type CommunityOn,
  type DistrictOn,
  type GridOn,
  type Polygon,
  type PlacesOn,
  type Register,
  type Ring,
  type StaffingState,
  type StreetOn,
} from "./domain/index.ts";

const Position = z.tuple([z.number(), z.number()]);
const Boundary = z
  .union([
    z.object({ type: z.literal("Polygon"), coordinates: z.array(z.array(Position)) }),
    z.object({ type: z.literal("MultiPolygon"), coordinates: z.array(z.array(z.array(Position))) }),
  ])
  .describe("GeoJSON, WGS-84");

const Synthetic = z.boolean().describe("true: boundary and figures are made up, only codes and names are official");

const named = <CodeSchema extends z.ZodType>(code: CodeSchema) => z.object({ code, name: z.string() });

const Figures = z.object({
  id: RecordId,
  codes: z.array(Code).describe("all codes it has, each with its scheme"),
  scheme: z.string().describe("who issued `code`; local: official nowhere"),
  areaM2: z.number(),
  households: z.int().describe("户数"),
  grids: z.int().describe("how many grids it has"),
  since: Day.describe("the first day on which it is as it is here"),
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
export const CourtyardLine = z.object({ id: RecordId, name: z.string(), grid: GridCode });
export const GridLine = named(GridCode).extend({
  ...Figures.omit({ grids: true }).shape,
  management: Management,
  exception: z.string().optional().describe("why it may have more or fewer households than the rule wants"),
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
  origin: PersonOrigin,
});

/** 网格人员. */
export const PeopleView = z.object({
  grid: GridCode,
  staffedAt: Instant,
  workers: z.array(PersonView).describe("网格员: who acts today, stand-ins included"),
  responsible: PersonView.describe("责任人"),
  vacancy: z.object({ workers: z.int(), responsible: z.boolean() }).optional().describe("缺岗: how many are missing"),
});

/** One change of the register. */
export const ChangeView = z.object({
  change: z.int(),
  effectiveFrom: Day,
  reason: z.string(),
  records: z.record(z.string(), z.int()).describe("how many records of each kind it touched"),
  recordedAt: Instant,
  by: z.string().optional(),
});

export const ProblemView = z.object({
  code: z.string(),
  record: z.string(),
  on: Day.describe("the first day on which it would be so"),
  message: z.string(),
  details: z.record(z.string(), z.unknown()),
});

export const HappeningView = z.looseObject({
  type: z.string(),
  id: RecordId,
  kind: RecordKind,
  effectiveFrom: Day,
});

/** What a change did, or would do. */
export const RecordedView = z.object({
  change: z.int().optional().describe("absent on a dry run, and where nothing had to change"),
  happenings: z.array(HappeningView),
  problems: z.array(ProblemView).describe("on a dry run: why it would be refused"),
});

/** One record as it is on a day. */
export const RecordView = z.object({
  id: RecordId,
  kind: RecordKind,
  from: Day,
  to: Day.optional().describe("the first day on which it is not so any more"),
  change: z.int(),
  value: z.record(z.string(), z.unknown()),
});

/** What became of a place over time. */
export const HistoryView = z.object({
  id: RecordId,
  kind: RecordKind,
  versions: z.array(RecordView.omit({ id: true, kind: true })),
  endings: z.array(z.object({ on: Day, successors: z.array(RecordId), change: z.int() })),
  today: z
    .array(z.object({ id: RecordId, code: z.string(), name: z.string() }))
    .describe("what stands in its place today: itself, or those that took over"),
});

export const ZoneView = z.object({
  id: RecordId,
  name: z.string(),
  streets: z.array(named(StreetCode)),
  duties: z
    .array(z.object({ matter: z.string(), answers: z.enum(["zone", "street"]) }))
    .describe("who answers for what between the zone and its streets"),
});

const Answerer = z.object({
  post: PostKind,
  held: z.boolean().describe("false: vacant"),
  holder: z.object({ id: WorkerId, label: z.string() }).optional(),
});

/** 责任公示牌. Who answers for what at a place: what may hang on a wall. */
export const ResponsibilityView = z.object({
  on: Day,
  place: LocationView,
  grid: z.object({ workers: z.array(PersonView), responsible: PersonView.optional() }),
  community: z.array(Answerer),
  street: z.array(Answerer),
  sections: z.array(z.object({ name: z.string(), functionClass: FunctionClass, head: Answerer.optional() })),
  stations: z.array(
    z.object({
      id: RecordId,
      kind: StationKind,
      name: z.string(),
      address: z.string(),
      phone: z.string().optional(),
      at: Point,
    }),
  ),
  zone: ZoneView.omit({ streets: true }).optional(),
});

export const nameOf = ({ code, name }: { readonly code: string; readonly name: string }) => ({ code, name });

const positionsOf = (ring: Ring) => toGeoJsonRing(ring).map(([lng, lat]): [number, number] => [lng, lat]);

/** One piece is a polygon, several are a multi-polygon. */
export const boundaryOf = (pieces: readonly Polygon[]): z.input<typeof Boundary> => {
  const polygons = pieces.map(({ outer, holes }) => [outer, ...holes].map(positionsOf));
  const [only = []] = polygons;
  return polygons.length === 1
    ? { type: "Polygon", coordinates: only }
    : { type: "MultiPolygon", coordinates: polygons };
};

const boundaryOfGrids = (grids: readonly GridOn[]): z.input<typeof Boundary> =>
  boundaryOf(groundOf(grids.map(({ ring }) => ring)));

const figuresOf = ({
  id,
  code,
  codes,
  name,
  areaM2,
  households,
  since,
}: DistrictOn | StreetOn | CommunityOn | GridOn) => ({
  id,
  code,
  name,
  codes: codes.map((one) => ({ ...one })),
  scheme: codes.find((one) => one.code === code)?.scheme ?? "local",
  areaM2,
  households,
  since,
});

export const streetLine = (street: StreetOn): z.input<typeof StreetLine> => ({
  ...figuresOf(street),
  grids: street.grids.length,
  agricultural: street.isAgricultural,
  communities: street.communities.length,
});

export const communityLine = (community: CommunityOn): z.input<typeof CommunityLine> => ({
  ...figuresOf(community),
  grids: community.grids.length,
  kind: community.kind,
  street: community.street.code,
});

export const gridLine = (grid: GridOn): z.input<typeof GridLine> => ({
  ...figuresOf(grid),
  management: grid.management,
  exception: grid.exception,
  centre: grid.centre,
  community: grid.community.code,
  street: grid.community.street.code,
});

export const districtView = ({ district, streets, communities, grids }: PlacesOn): z.input<typeof DistrictView> => ({
  ...figuresOf(district),
  grids: grids.length,
  streets: streets.length,
  communities: communities.length,
  boundary: boundaryOf([{ outer: district.outline, holes: [] }]),
  synthetic: district.synthetic,
});

export const streetView = ({ district }: PlacesOn, street: StreetOn): z.input<typeof StreetView> => ({
  ...streetLine(street),
  district: nameOf(district),
  boundary: boundaryOfGrids(street.grids),
  synthetic: district.synthetic,
});

export const communityView = ({ district }: PlacesOn, community: CommunityOn): z.input<typeof CommunityView> => ({
  ...communityLine(community),
  street: nameOf(community.street),
  district: nameOf(district),
  boundary: boundaryOfGrids(community.grids),
  synthetic: district.synthetic,
});

export const gridView = ({ district }: PlacesOn, grid: GridOn): z.input<typeof GridView> => ({
  ...gridLine(grid),
  community: nameOf(grid.community),
  street: nameOf(grid.community.street),
  district: nameOf(district),
  boundary: boundaryOf([{ outer: grid.ring, holes: [] }]),
  synthetic: district.synthetic,
});

export const locationView = ({ district }: PlacesOn, grid: GridOn): z.input<typeof LocationView> => ({
  grid: nameOf(grid),
  community: nameOf(grid.community),
  street: nameOf(grid.community.street),
  district: nameOf(district),
});

/** @throws DomainError `registry.person.unknown` */
export const personView = (register: Register, id: string): z.input<typeof PersonView> => {
  // Whoever left the register still has the label he had.
  const value = register.timelineOf(id, "person").at(-1)?.value;
  if (value === undefined) throw new DomainError("missing", "registry.person.unknown", "No such person", { id });
  return { id, label: value.label, origin: value.origin };
};

export const peopleView = (
  register: Register,
  grid: string,
  state: Stored<StaffingState>["state"],
): z.input<typeof PeopleView> => {
  if (state.status === "unstaffed")
    throw new DomainError("missing", "registry.grid.unstaffed", "Nobody works in this grid yet", { grid });
  return {
    grid,
    staffedAt: state.staffedAt,
    workers: state.workers.map((id) => personView(register, id)),
    responsible: personView(register, state.responsible),
    vacancy: state.vacancy === undefined ? undefined : { ...state.vacancy },
  };
};

export interface Page<Place> {
  readonly places: readonly Place[];
  /** The code to go on after; undefined on the last page. */
  readonly next: string | undefined;
}

/** A page of places that are sorted by code. */
export const pageOf = <Place extends { readonly code: string }>(
  places: readonly Place[],
  { after = "", limit }: { readonly after?: string | undefined; readonly limit: number },
): Page<Place> => {
  const rest = places.filter(({ code }) => code > after);
  const page = rest.slice(0, limit);
  return { places: page, next: rest.length > limit ? page.at(-1)?.code : undefined };
};

export const recordedView = ({ change, happenings, problems }: Recorded): z.input<typeof RecordedView> => ({
  change,
  happenings: happenings.map((happening) => ({ ...happening })),
  problems: problems.map((problem) => ({ ...problem, details: { ...problem.details } })),
});

/** A page of a list under its name, with where to go on. */
export const pageView = <Name extends string, Place, Line>(
  name: Name,
  { places, next }: Page<Place>,
  lineOf: (place: Place) => Line,
): Record<Name, Line[]> & { next?: string } =>
  ({ [name]: places.map(lineOf), ...(next === undefined ? {} : { next }) }) as Record<Name, Line[]> & { next?: string };
