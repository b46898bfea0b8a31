/** 中文词 for the values of the register, as offices write them in tables. */
import type {
  BarrierValue,
  CommunityKind,
  ComponentValue,
  FunctionClass,
  ManagementType,
  PersonOrigin,
  PostKind,
  StationKind,
} from "../register/index.ts";

/** The first word is what an export writes. */
export type Words<Term extends string> = Readonly<Record<Term, readonly [string, ...string[]]>>;

export const MANAGEMENT: Words<ManagementType> = {
  propertyManaged: ["有物管小区", "物管小区"],
  unmanagedCourtyard: ["无物管院落"],
  unitDormitory: ["单位宿舍"],
  ruralResettlement: ["农民集中安置区", "集中安置区"],
};

export const COMMUNITY: Words<CommunityKind> = {
  residentsCommittee: ["居委会", "居民委员会", "社区居委会"],
  villageCommittee: ["村委会", "村民委员会"],
};

export const STATION: Words<StationKind> = {
  publicServiceCentre: ["公共服务中心"],
  culturalActivityCentre: ["文化活动中心"],
  accountingCentre: ["会计核算中心"],
  investmentSubCentre: ["投资服务分中心", "街道投资服务分中心"],
  communityStation: ["社区服务站", "社区公共服务站"],
  heartLinkStation: ["连心驿站"],
};

export const FUNCTION: Words<FunctionClass> = {
  internalManagement: ["内部管理"],
  socialConstruction: ["社会建设"],
  urbanManagement: ["城市管理"],
  socialManagement: ["社会管理"],
  urbanisation: ["城市化推进"],
};

export const ORIGIN: Words<PersonOrigin> = {
  auxiliary: ["协管员"],
  studentVolunteer: ["大学生志愿者"],
  twoCommittee: ["两委成员", "“两委”成员"],
  police: ["民警"],
  streetOfficer: ["街道干部"],
  socialWorker: ["社工"],
  villageOfficer: ["村干部"],
};

export const POST: Words<PostKind> = {
  gridWorker: ["网格员"],
  gridResponsible: ["网格责任人"],
  communitySecretary: ["社区书记"],
  stationHead: ["站长"],
  stationClerk: ["窗口人员"],
  sectionHead: ["科长"],
  streetDirector: ["街道主任"],
  zoneDirector: ["功能区主任"],
  investmentOfficer: ["投资促进员"],
  communityPolice: ["社区民警"],
};

export const BARRIER: Words<BarrierValue["barrier"]> = { wall: ["围墙"], road: ["道路"] };

export const STATE: Words<ComponentValue["state"]> = {
  intact: ["完好"],
  damaged: ["破损"],
  lost: ["丢失"],
  abandoned: ["废弃"],
};

export const ACCURACY: Words<ComponentValue["accuracy"]> = { A: ["A级"], B: ["B级"], C: ["C级"] };

export const WEEK = [
  ["MO", "一"],
  ["TU", "二"],
  ["WE", "三"],
  ["TH", "四"],
  ["FR", "五"],
  ["SA", "六"],
  ["SU", "日"],
] as const;
