/**
 * Makes `power-list.json` of `sources/guangan-items.csv`: `node services/intake/data/generate/power-list.ts`. Names, codes and
 * departments are the real ones of another Sichuan district; all else is a stand-in, and each item lists it in `assumed`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { classes } from "./classes.ts";

interface Row {
  readonly level: "street" | "community";
  readonly itemClass: string;
  readonly code: string;
  readonly name: string;
  readonly body: string;
  readonly type: string;
}

/** 责任主体, in the department codes of this platform. */
const departments: Readonly<Record<string, string>> = {
  区民政局: "civil-affairs",
  区人社局: "social-security",
  区卫健局: "health",
  区医疗保障局: "medical-insurance",
  区残联: "disabled-federation",
  区退役军人事务局: "veterans-affairs",
  区综合执法局: "urban-management",
  区行政审批局: "administrative-approval",
  区住建局: "housing",
  区应急管理局: "emergency-management",
  区市监局: "market-regulation",
  区教科体局: "education",
  区司法局: "justice",
  区公安分局: "public-security",
};

/** What the catalogue does not have and this file supposes. The legal basis is not supposed: it is not known. */
const ASSUMED = ["level", "itemClass", "delegation", "steps", "materials", "limit", "fee", "result"];

const counterOf = { street: "public-service-center", community: "community-station" } as const;

const stepsOf = ({ level }: Row, department: string, isService: boolean) => {
  const counter = counterOf[level];
  const decided = isService
    ? [{ name: "办理", by: counter }]
    : [
        { name: "初审", by: level === "street" ? "street-office" : counter },
        { name: "审定", by: department },
      ];
  return [{ name: "受理", by: counter }, ...decided, { name: "送达", by: counter }];
};

const IDENTITY = { name: "居民身份证", form: "original", count: 1, waivedWhen: "电子证照可以核验时免予提交" };
const APPLICATION = { name: "申请表", form: "original", count: 1 };
const HOUSEHOLD = { name: "户口簿", form: "copy", count: 1, waivedWhen: "部门之间可以共享核验时免予提交" };
const LICENCE = { name: "营业执照", form: "copy", count: 1, waivedWhen: "电子证照可以核验时免予提交" };

/** Classes whose applicants are businesses rather than residents. */
const BUSINESS = new Set(["street-urban-management", "street-safety"]);
const ASKING = /查询|咨询|指引|信息/;

const materialsOf = ({ itemClass, name }: Row, isService: boolean) => {
  if (BUSINESS.has(itemClass)) return [APPLICATION, LICENCE];
  if (ASKING.test(name)) return [IDENTITY];
  return isService ? [IDENTITY, APPLICATION] : [IDENTITY, HOUSEHOLD, APPLICATION];
};

const limitOf = ({ name }: Row, isService: boolean) => ({
  amount: ASKING.test(name) ? 1 : isService ? 5 : 20,
  kind: "workingDay",
});

const resultOf = ({ type, name }: Row): string => {
  if (ASKING.test(name)) return "查询或咨询答复";
  return { 行政许可: "许可决定书", 行政确认: "确认证明", 行政给付: "给付决定书" }[type] ?? "办理结果通知单";
};

const itemOf = (row: Row, index: number) => {
  const department = departments[row.body];
  if (department === undefined) throw new Error(`no department code for ${row.body}`);
  const isService = row.type === "公共服务";
  return {
    code: `item-${String(index + 1).padStart(4, "0")}`,
    content: {
      name: row.name,
      level: row.level,
      itemClass: row.itemClass,
      department,
      delegation: isService ? "authorized" : "entrusted",
      basis: { known: false },
      steps: stepsOf(row, department, isService),
      materials: materialsOf(row, isService),
      limit: limitOf(row, isService),
      fee: { fen: 0 },
      result: resultOf(row),
      standIn: true,
      madeFrom: { code: row.code, name: row.name, catalogue: "511602" },
      assumed: ASSUMED,
    },
  };
};

const rowOf = (line: string): Row => {
  const [level, itemClass = "", code = "", name = "", body = "", type = ""] = line.split(",");
  if (level !== "street" && level !== "community") throw new Error(`no level: ${line}`);
  return { level, itemClass, code, name, body, type };
};

/** The text of `power-list.json`. */
export const powerList = (csv: string): string => {
  const rows = csv.trimEnd().split("\n").slice(1).map(rowOf);
  const document = {
    standIn: true,
    note: "A stand-in: Chenghua's own lists (63 items for streets, 75 for communities) are not public. See README.md.",
    source:
      "github v-luobo/zwfw @ 11bd626315e3d6f8b70ea948ccc476d17a21cd9c bszl-data.js (Apache-2.0), catalogue of 511602, 2025",
    decidedOn: "2012-12-31",
    effectiveFrom: "2013-01-01",
    assumed: ["decidedOn", "effectiveFrom"],
    classes,
  };
  const items = rows.map((row, index) => `    ${JSON.stringify(itemOf(row, index))}`);
  const head = JSON.stringify(document, null, 2).replace(/\n}$/, "");
  return `${head},\n  "items": [\n${items.join(",\n")}\n  ]\n}\n`;
};

if (import.meta.main) {
  const beside = (path: string): URL => new URL(path, import.meta.url);
  writeFileSync(beside("../power-list.json"), powerList(readFileSync(beside("../sources/guangan-items.csv"), "utf8")));
}
