/** 数据包. Which tables a bundle may have, and what their columns are called. */
import type { CodeScheme, Kind } from "../register/index.ts";
import * as read from "./cells.ts";
import * as words from "./words.ts";

export type TableName =
  | "district"
  | "people"
  | "streets"
  | "zones"
  | "communities"
  | "sections"
  | "grids"
  | "courtyards"
  | "buildings"
  | "addresses"
  | "barriers"
  | "stations"
  | "posts"
  | "rotas"
  | "components"
  | "figures";

export interface Column {
  readonly field: string;
  /** Chinese first; English names and the field's own are taken too, in any case, with or without `_` and spaces. */
  readonly headers: readonly string[];
  readonly read: read.Reader;
  readonly required?: true;
  /** Stands in for what cannot be read, so that the rest of the row is still looked at. */
  readonly fallback?: unknown;
  /** What an empty cell means, where the column must be there and its cells may be empty. */
  readonly empty?: unknown;
  /** What it names: kinds of records, or a table. */
  readonly names?: readonly (Kind | TableName)[];
}

export interface TableRule {
  /** The file's name in Chinese. */
  readonly zh: string;
  /** Of the records it makes; `buildings` and `addresses` become part of courtyards. */
  readonly kind: Kind | undefined;
  readonly columns: readonly Column[];
  /** Where its drawing goes. */
  readonly drawn?: { readonly ring?: "ring" | "outline"; readonly point?: "at"; readonly required: boolean };
  /** About people: no cell is ever repeated in an error. */
  readonly personal?: true;
}

const id: Column = { field: "id", headers: ["登记号"], read: read.reference };
const key: Column = { field: "key", headers: ["编号"], read: read.reference };
const name: Column = { field: "name", headers: ["名称"], read: read.text(120), required: true, fallback: "?" };
const codes: Column = { field: "codes", headers: ["其他编码", "other codes"], read: read.codes };
const code = (scheme: CodeScheme, ...headers: string[]): Column => ({
  field: "code",
  headers: ["编码", ...headers],
  read: read.codeOf(scheme),
});
const link = (field: string, kinds: Column["names"], headers: readonly string[]): Column => ({
  field,
  headers,
  read: read.reference,
  required: true,
  ...(kinds === undefined ? {} : { names: kinds }),
});
const optional = ({ required: _required, ...column }: Column): Column => column;

const lng = read.decimal(73, 136, "not a longitude in China");
const lat = read.decimal(3, 54, "not a latitude in China");
const point: readonly Column[] = [
  { field: "lng", headers: ["经度", "longitude", "lon"], read: lng },
  { field: "lat", headers: ["纬度", "latitude"], read: lat },
];
const management: Column = {
  field: "management",
  headers: ["管理类型", "小区类型"],
  read: read.oneOf(words.MANAGEMENT),
  required: true,
  fallback: "unmanagedCourtyard",
};
const households: Column = {
  field: "households",
  headers: ["户数"],
  read: read.whole,
  required: true,
  fallback: 0,
};
const PLACES: readonly Kind[] = ["district", "street", "community", "grid", "courtyard", "station", "section", "zone"];

/** In the order in which records are made: what hangs under another comes after it. */
export const TABLES: Readonly<Record<TableName, TableRule>> = {
  district: {
    zh: "区",
    kind: "district",
    columns: [id, code("GB/T 2260", "区划代码"), name, { field: "synthetic", headers: ["模拟数据"], read: read.yesNo }],
    drawn: { ring: "outline", required: true },
  },
  people: {
    zh: "人员",
    kind: "person",
    personal: true,
    columns: [
      id,
      key,
      { field: "label", headers: ["称呼", "标识"], read: read.text(120), required: true, fallback: "?" },
      {
        field: "origin",
        headers: ["来源", "人员类别"],
        read: read.oneOf(words.ORIGIN),
        required: true,
        fallback: "auxiliary",
      },
    ],
  },
  streets: {
    zh: "街道",
    kind: "street",
    columns: [
      id,
      code("NBS", "街道编码"),
      codes,
      name,
      optional(link("parent", ["district"], ["所属区", "district"])),
      { field: "isAgricultural", headers: ["涉农", "agricultural"], read: read.yesNo },
    ],
  },
  zones: {
    zh: "产业功能区",
    kind: "zone",
    columns: [
      id,
      key,
      name,
      optional(link("parent", ["district"], ["所属区", "district"])),
      { field: "streets", headers: ["街道"], read: read.references, required: true, empty: [], names: ["street"] },
      { field: "duties", headers: ["职责"], read: read.duties },
    ],
  },
  communities: {
    zh: "社区",
    kind: "community",
    columns: [
      id,
      code("NBS", "社区编码"),
      codes,
      name,
      link("parent", ["street"], ["所属街道", "street"]),
      {
        field: "kind",
        headers: ["类型"],
        read: read.oneOf(words.COMMUNITY),
        required: true,
        fallback: "residentsCommittee",
      },
    ],
  },
  sections: {
    zh: "内设科室",
    kind: "section",
    columns: [
      id,
      key,
      name,
      link("parent", ["street"], ["所属街道", "street"]),
      {
        field: "functionClass",
        headers: ["职能类别"],
        read: read.oneOf(words.FUNCTION),
        required: true,
        fallback: "internalManagement",
      },
    ],
  },
  grids: {
    zh: "网格",
    kind: "grid",
    columns: [
      id,
      code("local", "网格编码"),
      codes,
      name,
      link("parent", ["community"], ["所属社区", "community"]),
      management,
      { field: "counted", headers: ["户数", "households"], read: read.whole },
      { field: "exception", headers: ["例外理由", "例外原因"], read: read.text(500) },
    ],
    drawn: { ring: "ring", required: true },
  },
  courtyards: {
    zh: "院落",
    kind: "courtyard",
    columns: [
      id,
      key,
      name,
      link("parent", ["grid"], ["所属网格", "grid"]),
      management,
      { field: "company", headers: ["物业公司"], read: read.text(120) },
      households,
      {
        field: "areaM2",
        headers: ["面积", "面积平方米", "area"],
        read: read.decimal(0, 1e8, "not a number of square metres"),
      },
      ...point,
    ],
    drawn: { ring: "ring", point: "at", required: true },
  },
  buildings: {
    zh: "楼栋",
    kind: undefined,
    columns: [{ ...key, required: true }, name, link("parent", ["courtyards"], ["所属院落", "courtyard"]), households],
  },
  addresses: {
    zh: "门牌地址",
    kind: undefined,
    personal: true,
    columns: [
      { ...key, required: true },
      link("parent", ["buildings"], ["所属楼栋", "building"]),
      { field: "address", headers: ["地址"], read: read.text(120), required: true, fallback: "?" },
      ...point,
    ],
    drawn: { point: "at", required: true },
  },
  barriers: {
    zh: "院落分隔",
    kind: "barrier",
    columns: [
      id,
      link("parent", ["courtyard"], ["院落", "courtyard"]),
      link("other", ["courtyard"], ["另一院落"]),
      { field: "barrier", headers: ["分隔"], read: read.oneOf(words.BARRIER), required: true, fallback: "wall" },
    ],
  },
  stations: {
    zh: "服务站点",
    kind: "station",
    columns: [
      id,
      key,
      name,
      link("parent", ["district", "street", "community", "courtyard"], ["所属单位", "place"]),
      {
        field: "kind",
        headers: ["类型"],
        read: read.oneOf(words.STATION),
        required: true,
        fallback: "communityStation",
      },
      { field: "address", headers: ["地址"], read: read.text(300) },
      { field: "phone", headers: ["电话"], read: read.text(40) },
      { field: "hours", headers: ["开放时间"], read: read.hours },
      { field: "facts", headers: ["六统一情况"], read: read.facts },
      ...point,
    ],
    drawn: { point: "at", required: true },
  },
  posts: {
    zh: "岗位",
    kind: "post",
    personal: true,
    columns: [
      id,
      link("parent", PLACES, ["所属单位", "place", "网格"]),
      { field: "kind", headers: ["岗位", "类型", "post"], read: read.oneOf(words.POST), required: true },
      optional(link("holder", ["person"], ["人员编号", "人员", "person"])),
    ],
  },
  rotas: {
    zh: "轮值",
    kind: "rota",
    columns: [
      id,
      link("parent", PLACES, ["所属单位", "place"]),
      { field: "persons", headers: ["人员"], read: read.references, required: true, names: ["person"] },
      { field: "turnDays", headers: ["每轮天数", "turn days"], read: read.whole, required: true, fallback: 1 },
    ],
  },
  components: {
    zh: "部件",
    kind: "component",
    columns: [
      id,
      code("CJ/T 214", "部件编码"),
      codes,
      name,
      link("parent", ["grid", "community", "street"], ["所属单位", "place"]),
      { field: "state", headers: ["状态"], read: read.oneOf(words.STATE), required: true, fallback: "intact" },
      { field: "owner", headers: ["权属单位"], read: read.text(120), required: true, fallback: "?" },
      { field: "accuracy", headers: ["定位精度"], read: read.oneOf(words.ACCURACY), required: true, fallback: "C" },
      { field: "surveyedOn", headers: ["普查日期"], read: read.day, required: true, fallback: "2000-01-01" },
      ...point,
    ],
    drawn: { point: "at", required: true },
  },
  figures: {
    zh: "统计数",
    kind: "figure",
    columns: [
      id,
      link("parent", ["district", "street", "community", "grid", "courtyard"], ["所属单位", "place"]),
      optional(households),
      { field: "population", headers: ["人口"], read: read.whole },
      { field: "source", headers: ["来源"], read: read.text(120), required: true, fallback: "?" },
      { field: "countedOn", headers: ["统计日期"], read: read.day, required: true, fallback: "2000-01-01" },
    ],
  },
};

export const tableNames = Object.keys(TABLES) as TableName[];

const plain = (text: string): string =>
  text
    .normalize("NFKC")
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_-]/g, "");

const BY_FILE = new Map(tableNames.flatMap((table) => [table, TABLES[table].zh].map((file) => [file, table] as const)));

/** `grids.geojson`, `网格.csv`; undefined when it is no table of a bundle. */
export const tableOfFile = (file: string): TableName | undefined =>
  BY_FILE.get((file.split("/").at(-1) ?? "").split(".")[0]?.toLowerCase() ?? "");

/** The column a header means. */
export const columnOf = ({ columns }: TableRule, header: string): Column | undefined =>
  columns.find(({ field, headers }) => [field, ...headers].some((one) => plain(one) === plain(header)));

const DRAWING = new Set(["geometry", "wkt", "geojson", "图形", "边界", "boundary"].map(plain));
export const isDrawing = (header: string): boolean => DRAWING.has(plain(header));

/** 姓名, 身份证号, 手机, 出生日期 and the like: what this register does not keep of people. */
const PERSONAL =
  /姓名|名字|^名$|身份证|证件|手机|电话|联系|微信|出生|住址|^name$|fullname|idcard|idnumber|phone|mobile|birth|passport|wechat/;
export const isPersonal = (header: string): boolean => PERSONAL.test(plain(header));

/** 18 digits of an identity number, 11 of a mobile phone. */
const PERSONAL_VALUE = /(?<!\d)(\d{17}[\dXx]|1[3-9]\d{9})(?!\d)/;
export const hasPersonalNumber = (text: string): boolean => PERSONAL_VALUE.test(text);
