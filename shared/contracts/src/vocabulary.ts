/**
 * The words every service shares: codes, ids and instants. Shapes only; what a code means is the owning service's data.
 */
import { z } from "zod";

/** ULID: 26 characters of Crockford base 32, the id of a case, a report, an event. */
export const Ulid = z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/, "a ULID");

/** 案卷号. The id of one case; equal to the id of the report that opened it (decision 0003). */
export const CaseId = Ulid.describe("案卷号: the id of one case");
export const ReportId = Ulid.describe("上报编号: the id of one report");

/** Absent: public. */
export const CaseVisibility = z
  .literal("private")
  .describe("不公开: for the office and for whoever works on it; readers show it to nobody else");

/** An instant in UTC with milliseconds or without: `2017-12-27T05:36:22.000Z`. */
export const Instant = z.iso.datetime({ offset: false }).describe("an instant in UTC, ISO 8601");

/** A day of the district's calendar (Asia/Shanghai): `2017-12-27`. */
export const Day = z.iso.date().describe("a calendar day, Asia/Shanghai");

/** 区, GB/T 2260: 6 digits. */
export const DistrictCode = z.string().regex(/^\d{6}$/, "6 digits");
/** 街道: 6 district + 3 street = 9 digits. */
export const StreetCode = z
  .string()
  .regex(/^\d{9}$/, "9 digits")
  .describe("街道代码: 9 digits");
/** 社区: street + 3 = 12 digits. */
export const CommunityCode = z
  .string()
  .regex(/^\d{12}$/, "12 digits")
  .describe("社区代码: 12 digits");
/** 网格: community + 3 = 15 digits. */
export const GridCode = z
  .string()
  .regex(/^\d{15}$/, "15 digits")
  .describe("网格编码: 15 digits");

/** 网格员. `w-` and the worker's number in the register. Never a name. */
export const WorkerId = z
  .string()
  .regex(/^w-[0-9a-z]{4,20}$/, "w-…")
  .describe("网格员编号");

/** The opaque id of a record of the register: `g-0001`. It never changes, whatever happens to names and codes. */
export const RecordId = z
  .string()
  .regex(/^[a-z]-[0-9a-z]{4,20}$/, "an id of the register")
  .describe("登记编号: the id of a record, for ever");

/** What kind of record it is. */
export const RecordKind = z
  .enum([
    "district",
    "street",
    "community",
    "grid",
    "courtyard",
    "barrier",
    "station",
    "section",
    "zone",
    "person",
    "post",
    "absence",
    "rota",
    "component",
    "figure",
  ])
  .describe("区, 街道, 社区, 网格, 院落, 围墙或道路, 站点, 科室, 功能区, 人员, 岗位, 请假, 轮值, 部件, 户数人口");

/** 责任部门. The short name of a department, as it signs on the bus. */
export const DepartmentCode = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,39}$/, "kebab-case")
  .describe("责任部门: department code");

/**
 * 类别. Kind, two digits of major, two of minor class: `event-0110` is 暴露生活垃圾 in the numbering that the category
 * scheme names. Two published numberings swap majors 04 and 05, so a code means nothing without its scheme.
 */
export const CategoryCode = z
  .string()
  .regex(/^(event|component|service)-\d{4}$/, "kind-NNNN")
  .describe("类别: category code");

/** 事项编码. An item of the power list; never given twice, whatever level or class it comes to. */
export const ItemCode = z
  .string()
  .regex(/^item-\d{4}$/, "item-NNNN")
  .describe("事项编码: item code");
/** 事项版本. `item-0001@2`: says for ever what the item said then. */
export const ItemVersionId = z
  .string()
  .regex(/^item-\d{4}@[1-9]\d*$/, "item-NNNN@N")
  .describe("事项版本: item code and number of the version");
/** 类: `street-civil-affairs`. Begins with the level. */
export const ItemClassCode = z
  .string()
  .regex(/^(street|community)-[a-z][a-z-]{1,59}$/, "level-class")
  .describe("事项类别: class of items");
export const ItemLevel = z.enum(["street", "community"]).describe("层级: handed down to 街道 or 社区");
/** 准入申请编号 */
export const OrganizationId = Ulid.describe("社会组织编号: the id of one organization");

/** 分. */
export const Fen = z.int().min(0).describe("分: money in whole fen");

export const AdmissionId = Ulid.describe("准入申请编号: the id of one admission");
/** SHA-256, hex, of content in canonical JSON. */
export const ContentHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "SHA-256, hex")
  .describe("内容摘要: SHA-256 of the content");

/** 32 bytes in base64url: a SHA-256, or a public key. */
export const Digest = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "32 bytes, base64url");

/** WGS-84 degrees, longitude and latitude. */
export const Point = z
  .strictObject({ lng: z.number().min(-180).max(180), lat: z.number().min(-90).max(90) })
  .describe("a place, WGS-84 degrees");

export type Ulid = z.infer<typeof Ulid>;
export type Point = z.infer<typeof Point>;
export type GridCode = z.infer<typeof GridCode>;
export type WorkerId = z.infer<typeof WorkerId>;
export type DepartmentCode = z.infer<typeof DepartmentCode>;
export type CategoryCode = z.infer<typeof CategoryCode>;
export type Day = z.infer<typeof Day>;
