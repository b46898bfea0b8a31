/** What the values of each kind of record look like: every value is parsed before it enters the register. */
import { Day, Point } from "@wangge/contracts";
import { z } from "zod";
import { MANAGEMENT_TYPES, SCHEMES, type CodeScheme, type Kind } from "../domain/index.ts";
import { STATION_KINDS } from "../domain/standards/index.ts";

const Name = z.string().trim().min(1).max(120);
const Ref = z.string().min(1).max(40).describe("an id, a code, or @ref of something this change registers");
const Households = z.int().min(0).max(1_000_000).describe("户数");

const schemes = Object.keys(SCHEMES) as [CodeScheme, ...CodeScheme[]];
export const Code = z.strictObject({ scheme: z.enum(schemes), code: z.string().min(1).max(40) });
const Codes = z.array(Code).max(20);

/** Whole steps of 1e-7 degree, counter-clockwise. */
const Ring = z
  .array(z.strictObject({ x: z.int(), y: z.int() }))
  .min(3)
  .max(20_000);

export const Management = z.enum(MANAGEMENT_TYPES).describe("有物管小区, 无物管院落, 单位宿舍, 农民集中安置区");

const Entrance = z.strictObject({ id: z.string().min(1).max(40), address: Name, at: Point });
const Building = z.strictObject({
  id: z.string().min(1).max(40),
  name: Name,
  households: Households,
  entrances: z.array(Entrance).max(50),
});

export const StationKind = z
  .enum(STATION_KINDS)
  .describe("公共服务中心, 文化活动中心, 会计核算中心, 投资服务分中心, 社区服务站, 连心驿站");

const Fact = z.union([z.string().max(500), z.number(), z.boolean(), z.null()]);
const Hours = z.strictObject({
  days: z.array(z.enum(["MO", "TU", "WE", "TH", "FR", "SA", "SU"])).min(1),
  opens: z.iso.time({ precision: -1 }),
  closes: z.iso.time({ precision: -1 }),
});

export const FunctionClass = z
  .enum(["internalManagement", "socialConstruction", "urbanManagement", "socialManagement", "urbanisation"])
  .describe("内部管理, 社会建设, 城市管理, 社会管理, 城市化推进");

export const PersonOrigin = z
  .enum(["auxiliary", "studentVolunteer", "twoCommittee", "police", "streetOfficer", "socialWorker", "villageOfficer"])
  .describe("协管员, 大学生志愿者, “两委”成员, 民警, 街道干部, 社工, 村干部");

export const PostKind = z
  .enum([
    "gridWorker",
    "gridResponsible",
    "communitySecretary",
    "stationHead",
    "stationClerk",
    "sectionHead",
    "streetDirector",
    "zoneDirector",
    "investmentOfficer",
    "communityPolice",
  ])
  .describe("网格员, 网格责任人, 社区书记, 站长, 窗口人员, 科长, 街道主任, 功能区主任, 投资促进员, 社区民警");

export const valueSchemas = {
  district: z.strictObject({ name: Name, codes: Codes, outline: Ring, synthetic: z.boolean() }),
  street: z.strictObject({ parent: Ref, name: Name, codes: Codes, isAgricultural: z.boolean() }),
  community: z.strictObject({
    parent: Ref,
    name: Name,
    codes: Codes,
    kind: z.enum(["residentsCommittee", "villageCommittee"]),
  }),
  grid: z.strictObject({
    parent: Ref,
    name: Name,
    codes: Codes,
    management: Management,
    ring: Ring,
    counted: Households.optional(),
    exception: z.string().trim().min(4).max(500).optional().describe("why it may be smaller or larger"),
  }),
  courtyard: z.strictObject({
    parent: Ref,
    name: Name,
    management: Management,
    company: Name.optional(),
    households: Households,
    areaM2: z.number().min(0),
    at: Point,
    ring: Ring.optional(),
    buildings: z.array(Building).max(500),
  }),
  barrier: z.strictObject({ parent: Ref, other: Ref, barrier: z.enum(["wall", "road"]) }),
  station: z.strictObject({
    parent: Ref,
    kind: StationKind,
    name: Name,
    address: z.string().max(300),
    at: Point,
    phone: z.string().max(40).optional(),
    hours: z.array(Hours).max(14),
    facts: z.record(z.string().max(60), z.union([Fact, z.array(Fact).max(200)])),
  }),
  section: z.strictObject({ parent: Ref, name: Name, functionClass: FunctionClass }),
  zone: z.strictObject({
    parent: Ref,
    name: Name,
    streets: z.array(Ref).max(200),
    duties: z.array(z.strictObject({ matter: Name, answers: z.enum(["zone", "street"]) })).max(200),
  }),
  person: z.strictObject({ label: Name.describe("what a screen shows; never a name"), origin: PersonOrigin }),
  post: z.strictObject({ parent: Ref, kind: PostKind, holder: Ref.optional() }),
  absence: z.strictObject({ parent: Ref, reason: Name, substitute: Ref.optional() }),
  rota: z.strictObject({ parent: Ref, persons: z.array(Ref).min(1).max(50), turnDays: z.int().min(1).max(366) }),
  component: z.strictObject({
    parent: Ref,
    name: Name,
    codes: Codes,
    at: Point,
    state: z.enum(["intact", "damaged", "lost", "abandoned"]),
    owner: Name,
    accuracy: z.enum(["A", "B", "C"]),
    surveyedOn: Day,
  }),
  figure: z.strictObject({
    parent: Ref,
    households: Households.optional(),
    population: z.int().min(0).optional(),
    source: Name,
    countedOn: Day,
  }),
} as const satisfies Record<Kind, z.ZodType>;
