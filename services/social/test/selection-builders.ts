import type { Answers, Form, Rubric, SelectionRules } from "../src/domain/selection/index.ts";
import { loadSelectionData } from "../src/app/selection/data.ts";

export const T0 = "2017-12-27T01:00:00.000Z";
/** Ids of organizations that tests speak of. */
export const LEAD = "01JD6Z0Q8V4Y7R2K3M5N6P8T1A";
export const PARTNER = "01JD6Z0Q8V4Y7R2K3M5N6P8T1B";
export const OTHER = "01JD6Z0Q8V4Y7R2K3M5N6P8T1C";
export const HUB = "01JD6Z0Q8V4Y7R2K3M5N6P8T1D";
export const GRID = "510108001001001";
/** The registry of the tests does not have it. */
export const NO_GRID = "510108001001999";

const label = (zh: string) => ({ zh, en: zh });
const field = { required: true, identifies: false };

export const form: Form = {
  fields: [
    { ...field, key: "title", label: label("项目名称"), kind: "text", most: 40 },
    { ...field, key: "need", label: label("需求"), kind: "text", most: 2000 },
    { ...field, key: "team", label: label("团队"), kind: "text", most: 2000, identifies: true },
    { ...field, key: "households", label: label("受益户数"), kind: "number", least: 1, most: 100_000 },
    { ...field, key: "begins", label: label("开始"), kind: "date", required: false },
    {
      ...field,
      key: "way",
      label: label("方式"),
      kind: "choice",
      options: [
        { key: "home", ...label("上门") },
        { key: "hall", ...label("站点") },
      ],
    },
    { ...field, key: "grids", label: label("网格"), kind: "places" },
    { ...field, key: "budget", label: label("预算"), kind: "budget" },
    { ...field, key: "stages", label: label("阶段"), kind: "stages" },
    { ...field, key: "aims", label: label("指标"), kind: "indicators", required: false },
    { ...field, key: "papers", label: label("附件"), kind: "attachments", required: false },
  ],
};

export const answers = (more: Answers = {}): Answers => ({
  title: { kind: "text", value: "邻里助餐" },
  need: { kind: "text", value: "独居老人吃饭难" },
  team: { kind: "text", value: "十名志愿者" },
  households: { kind: "number", value: 300 },
  way: { kind: "choice", value: "home" },
  grids: { kind: "places", value: [GRID] },
  budget: { kind: "budget", value: [{ item: "餐费", amount: 10_000_000, asked: 6_000_000, own: 4_000_000 }] },
  stages: {
    kind: "stages",
    value: [
      { title: "试点", amount: 2_000_000, due: "2018-06-30" },
      { title: "推开", amount: 4_000_000, due: "2018-12-31" },
    ],
  },
  ...more,
});

export const rubric: Rubric = {
  criteria: [
    { key: "need", label: label("需求"), weight: 40 },
    { key: "plan", label: label("方案"), weight: 35 },
    { key: "team", label: label("团队"), weight: 25 },
  ],
  scale: ["无", "差", "可", "好", "优"].map(label),
};

export const rules: SelectionRules = loadSelectionData().rulesAt(T0);

/** Marks of a review, for the criteria in their order; null: 不适用. Each with a comment. */
export const marks = (...given: readonly (number | null)[]) =>
  rubric.criteria.map(({ key }, index) => ({ criterion: key, mark: given[index] ?? null, comment: "见材料" }));
