/**
 * 六个统一. The reform lays down one standard for all places that serve residents, in six things: 服务事项, 办事流程,
 * 建设规范, 标识标牌, 管理软件 and 评估体系. A standard is data, dated and versioned; what a place is like is data too.
 */

/** The six, in the order the reform names them. */
export const UNIFICATIONS = ["items", "processes", "construction", "signage", "software", "evaluation"] as const;
export type Unification = (typeof UNIFICATIONS)[number];

export const STATION_KINDS = [
  "publicServiceCentre",
  "culturalActivityCentre",
  "accountingCentre",
  "communityStation",
  "heartLinkStation",
  "investmentSubCentre",
] as const;
export type StationKind = (typeof STATION_KINDS)[number];

export interface Text {
  readonly zh: string;
  readonly en: string;
}

export const UNIFICATION_NAMES: Readonly<Record<Unification, Text>> = {
  items: { zh: "服务事项", en: "service items" },
  processes: { zh: "办事流程", en: "processes" },
  construction: { zh: "建设规范", en: "construction norms" },
  signage: { zh: "标识标牌", en: "signage" },
  software: { zh: "管理软件", en: "software" },
  evaluation: { zh: "评估体系", en: "evaluation" },
};

/** The reform says both 社区服务站 and 社区公共服务站 of the community's window; the longer one says what it is for. */
export const STATION_KIND_NAMES: Readonly<Record<StationKind, Text>> = {
  publicServiceCentre: { zh: "公共服务中心", en: "street public service centre" },
  culturalActivityCentre: { zh: "文化活动中心", en: "street cultural activity centre" },
  accountingCentre: { zh: "会计核算中心", en: "street accounting centre" },
  communityStation: { zh: "社区公共服务站", en: "community public service station" },
  heartLinkStation: { zh: "连心驿站", en: "courtyard heart-link station" },
  investmentSubCentre: { zh: "投资服务分中心", en: "street investment service sub-centre" },
};

/** One version of something dated: from the day `from` until before the day `to` (ISO days, Asia/Shanghai). */
export interface Dated<Value> {
  readonly from: string;
  readonly to?: string;
  readonly value: Value;
}

export type Scalar = string | number | boolean;
export type Fact = Scalar | readonly Scalar[];

export interface StationFacts {
  readonly kind: StationKind;
  /** Facts by key, as the register holds them. */
  readonly facts: Readonly<Record<string, Fact>>;
}

/**
 * What a requirement asks of one fact. A closed set: whoever publishes a standard chooses among these, and needs neither
 * a program nor an expression that could run away.
 */
export type Predicate =
  /** Recorded and not `false`, not empty. */
  | { readonly is: "present"; readonly fact: string }
  | { readonly is: "equals"; readonly fact: string; readonly value: Scalar }
  | { readonly is: "atLeast"; readonly fact: string; readonly value: number }
  | { readonly is: "oneOf"; readonly fact: string; readonly values: readonly Scalar[] }
  | { readonly is: "includesAll"; readonly fact: string; readonly values: readonly Scalar[] }
  | { readonly is: "includesAny"; readonly fact: string; readonly values: readonly Scalar[] }
  /** Dotted numbers: `2.10` is later than `2.9`. */
  | { readonly is: "versionAtLeast"; readonly fact: string; readonly version: string }
  /** The fact is a day; so many calendar months later is the last day on which it still counts. */
  | { readonly is: "notOlderThan"; readonly fact: string; readonly months: number }
  /** The wording of a name board: how it begins, and one of the words it ends with. */
  | { readonly is: "wording"; readonly fact: string; readonly begins?: string; readonly ends?: readonly string[] };

/** Where a demand comes from: the reform's own text, another document, or this project, for want of the district's norm. */
export interface Basis {
  readonly kind: "reform" | "document" | "assumption";
  readonly text: string;
}

export interface Requirement {
  /** Kept from version to version while it asks for the same kind of thing, however much of it. */
  readonly id: string;
  readonly text: Text;
  /** Only of these kinds of places; without it, of all the standard applies to. */
  readonly kinds?: readonly StationKind[];
  /** 过渡期. For so many days, the first being `effectiveFrom`, a new demand that is not met is a transition. */
  readonly graceDays: number;
  readonly check: Predicate;
  readonly basis: Basis;
}

/** One version of a standard; the next version of the same `id` supersedes it on the day that takes effect. */
export interface Standard {
  readonly id: string;
  readonly unification: Unification;
  readonly version: string;
  /** The first day it is in force. */
  readonly effectiveFrom: string;
  /** The first day it no longer is, when it is withdrawn and nothing follows it at once. */
  readonly effectiveTo?: string;
  readonly title: Text;
  readonly kinds: readonly StationKind[];
  readonly source: string;
  readonly requirements: readonly Requirement[];
}
