/** What the register keeps: one record per thing, opaque id for ever, its values dated (`timeline.ts`). */
import type { Point } from "@wangge/contracts/vocabulary";
import type { Ring } from "../geometry.ts";
import type { StationKind } from "../standards/model.ts";
import type { Code } from "./codes.ts";

/** Says nothing and never changes: `g-0001`. */
export type Id = string;

interface Coded {
  readonly name: string;
  readonly codes: readonly Code[];
}

/** 区. Its outline is surveyed apart from the grids: that is what the proof of coverage compares them with. */
export interface DistrictValue extends Coded {
  readonly outline: Ring;
  /** Outline, figures, grids and people are made up; only codes and names are official. */
  readonly synthetic: boolean;
}

/** 街道. Its boundary is that of its grids together. */
export interface StreetValue extends Coded {
  readonly parent: Id;
  /** 涉农街道: has a section more, for urbanisation. */
  readonly isAgricultural: boolean;
}

export type CommunityKind = "residentsCommittee" | "villageCommittee";

/** 社区. */
export interface CommunityValue extends Coded {
  readonly parent: Id;
  readonly kind: CommunityKind;
}

/**
 * How housing is looked after: a property company (有物管小区), nobody (无物管院落), the unit that built it (单位宿舍), or
 * resettlement housing of former villages (农民集中安置区).
 */
export const MANAGEMENT_TYPES = [
  "propertyManaged",
  "unmanagedCourtyard",
  "unitDormitory",
  "ruralResettlement",
] as const;
export type ManagementType = (typeof MANAGEMENT_TYPES)[number];

/** 网格. Its households are those of its courtyards; where these are not recorded, `counted` stands in. */
export interface GridValue extends Coded {
  readonly parent: Id;
  readonly management: ManagementType;
  readonly ring: Ring;
  readonly counted?: number | undefined;
  /** Why it may have another number of households than the rule wants. */
  readonly exception?: string | undefined;
}

/** 出入口. Where a building meets the street: what an address is. */
export interface Entrance {
  readonly id: Id;
  readonly address: string;
  readonly at: Point;
}

/** 楼栋. */
export interface Building {
  readonly id: Id;
  readonly name: string;
  readonly households: number;
  readonly entrances: readonly Entrance[];
}

/** 院落. The smallest piece grids are made of. */
export interface CourtyardValue {
  readonly parent: Id;
  readonly name: string;
  readonly management: ManagementType;
  /** 物管公司, where there is one. */
  readonly company?: string | undefined;
  readonly households: number;
  readonly areaM2: number;
  readonly at: Point;
  /** Its piece of the grid, where it is drawn. */
  readonly ring?: Ring | undefined;
  readonly buildings: readonly Building[];
}

/** 围墙, 道路. Stands between two courtyards. */
export interface BarrierValue {
  readonly parent: Id;
  readonly other: Id;
  readonly barrier: "wall" | "road";
}

export type Fact = string | number | boolean | null;

export interface OpeningHours {
  readonly days: readonly ("MO" | "TU" | "WE" | "TH" | "FR" | "SA" | "SU")[];
  /** `09:00`, Asia/Shanghai. */
  readonly opens: string;
  readonly closes: string;
}

export interface StationValue {
  readonly parent: Id;
  readonly kind: StationKind;
  readonly name: string;
  readonly address: string;
  readonly at: Point;
  readonly phone?: string | undefined;
  readonly hours: readonly OpeningHours[];
  /** What the six unifications (六个统一) ask about, by key. */
  readonly facts: Readonly<Record<string, Fact | readonly Fact[]>>;
}

/** 街道职能五大类. One internal section (内设科室) carries one class of functions. */
export type FunctionClass =
  "internalManagement" | "socialConstruction" | "urbanManagement" | "socialManagement" | "urbanisation";

/** 内设科室. */
export interface SectionValue {
  readonly parent: Id;
  readonly name: string;
  readonly functionClass: FunctionClass;
}

/** 产业功能区. Lies over streets; for each matter either the zone or the street answers. */
export interface ZoneValue {
  readonly parent: Id;
  readonly name: string;
  readonly streets: readonly Id[];
  readonly duties: readonly { readonly matter: string; readonly answers: "zone" | "street" }[];
}

export type PersonOrigin =
  "auxiliary" | "studentVolunteer" | "twoCommittee" | "police" | "streetOfficer" | "socialWorker" | "villageOfficer";

/** A person by number and label. Never a name: whoever needs one asks the personnel office. */
export interface PersonValue {
  readonly label: string;
  readonly origin: PersonOrigin;
}

export type PostKind =
  | "gridWorker"
  | "gridResponsible"
  | "communitySecretary"
  | "stationHead"
  | "stationClerk"
  | "sectionHead"
  | "streetDirector"
  | "zoneDirector"
  | "investmentOfficer"
  | "communityPolice";

/** 岗位. Belongs to a place; somebody holds it, or nobody does (空缺). */
export interface PostValue {
  readonly parent: Id;
  readonly kind: PostKind;
  readonly holder?: Id | undefined;
}

/** 请假, 离岗. Lasts as long as its version does. */
export interface AbsenceValue {
  readonly parent: Id;
  readonly reason: string;
  /** Who stands in; without it the rota of the place says who. */
  readonly substitute?: Id | undefined;
}

/** 轮值. Who stands in at a place, turn by turn. */
export interface RotaValue {
  readonly parent: Id;
  readonly persons: readonly Id[];
  /** How many days a turn lasts. */
  readonly turnDays: number;
}

/** 部件. A thing on the street with a number of its own. */
export interface ComponentValue {
  readonly parent: Id;
  readonly name: string;
  readonly codes: readonly Code[];
  readonly at: Point;
  readonly state: "intact" | "damaged" | "lost" | "abandoned";
  readonly owner: string;
  /** A ±0.5 m, B ±1 m, C ±10 m. */
  readonly accuracy: "A" | "B" | "C";
  readonly surveyedOn: string;
}

/** 户数, 人口 as some source counted them on some day. */
export interface FigureValue {
  readonly parent: Id;
  readonly households?: number | undefined;
  readonly population?: number | undefined;
  readonly source: string;
  readonly countedOn: string;
}

export interface Values {
  readonly district: DistrictValue;
  readonly street: StreetValue;
  readonly community: CommunityValue;
  readonly grid: GridValue;
  readonly courtyard: CourtyardValue;
  readonly barrier: BarrierValue;
  readonly station: StationValue;
  readonly section: SectionValue;
  readonly zone: ZoneValue;
  readonly person: PersonValue;
  readonly post: PostValue;
  readonly absence: AbsenceValue;
  readonly rota: RotaValue;
  readonly component: ComponentValue;
  readonly figure: FigureValue;
}

export type Kind = keyof Values;
export type Value = Values[Kind];

interface KindRule {
  readonly prefix: string;
  /** What it may hang under; empty: under nothing. */
  readonly under: readonly Kind[];
  /** Which other records it names. */
  readonly names?: (value: never) => readonly Reference[];
}

export interface Reference {
  readonly field: string;
  readonly id: Id;
  readonly kinds: readonly Kind[];
}

const PLACES: readonly Kind[] = ["district", "street", "community", "grid", "courtyard", "station", "section", "zone"];

const persons = (field: string, ids: readonly (Id | undefined)[]): readonly Reference[] =>
  ids.flatMap((id) => (id === undefined ? [] : [{ field, id, kinds: ["person"] as const }]));

export const KINDS: Readonly<Record<Kind, KindRule>> = {
  district: { prefix: "d", under: [] },
  street: { prefix: "s", under: ["district"] },
  community: { prefix: "c", under: ["street"] },
  grid: { prefix: "g", under: ["community"] },
  courtyard: { prefix: "y", under: ["grid"] },
  barrier: {
    prefix: "b",
    under: ["courtyard"],
    names: ({ other }: BarrierValue) => [{ field: "other", id: other, kinds: ["courtyard"] }],
  },
  station: { prefix: "k", under: ["district", "street", "community", "courtyard"] },
  section: { prefix: "n", under: ["street"] },
  zone: {
    prefix: "z",
    under: ["district"],
    names: ({ streets }: ZoneValue) => streets.map((id) => ({ field: "streets", id, kinds: ["street"] as const })),
  },
  person: { prefix: "w", under: [] },
  post: { prefix: "p", under: PLACES, names: ({ holder }: PostValue) => persons("holder", [holder]) },
  absence: {
    prefix: "a",
    under: ["person"],
    names: ({ substitute }: AbsenceValue) => persons("substitute", [substitute]),
  },
  rota: { prefix: "r", under: PLACES, names: ({ persons: ids }: RotaValue) => persons("persons", ids) },
  component: { prefix: "m", under: ["grid", "community", "street"] },
  figure: { prefix: "f", under: ["district", "street", "community", "grid", "courtyard"] },
};

export const kinds = Object.keys(KINDS) as Kind[];

const KIND_BY_PREFIX = new Map(kinds.map((kind) => [KINDS[kind].prefix, kind]));

/** What kind of record an id names; undefined when it is no id. */
export const kindOf = (id: Id): Kind | undefined => (id[1] === "-" ? KIND_BY_PREFIX.get(id.slice(0, 1)) : undefined);

export const parentOfValue = (value: Value): Id | undefined => ("parent" in value ? value.parent : undefined);

/** Everything a record leans on: what it hangs under first, then what it names. */
export const referencesOf = (kind: Kind, value: Value): readonly Reference[] => {
  const { under, names } = KINDS[kind];
  const parent = parentOfValue(value);
  const above = parent === undefined ? [] : [{ field: "parent", id: parent, kinds: under }];
  return names === undefined ? above : [...above, ...names(value as never)];
};

export const codesOf = (value: Value): readonly Code[] => ("codes" in value ? value.codes : []);
