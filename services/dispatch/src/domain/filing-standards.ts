import type { Limit } from "@wangge/calendar";
import type { RuleProblem } from "./rulebook.ts";

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** 法律依据: a law or regulation by name. The days only where one took another's place. */
export interface LegalInstrument {
  readonly id: string;
  readonly name: Text;
  readonly from?: string | undefined;
  /** First day on which it no longer holds. */
  readonly until?: string | undefined;
}

/** Kinds of photos of a handling. */
export const EVIDENCE = ["before", "after", "near", "far", "reference"] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** 立案标准: one condition of a category with its own limit. */
export interface FilingStandard {
  readonly id: string;
  readonly category: string;
  readonly condition: Text;
  readonly limit: Limit;
  /** 结案条件 */
  readonly closing: Text;
  readonly department: string;
  readonly handler: "gridWorker" | "department";
  readonly verifyBeforeFiling: boolean;
  /** What a report is filed under as long as nobody chose another condition. */
  readonly default: boolean;
  /** 自行处置: a worker may put it right on the spot. */
  readonly selfHandling?: boolean | undefined;
  readonly skills?: readonly string[] | undefined;
  readonly evidence?: readonly Evidence[] | undefined;
  readonly legalBasis: { readonly status: "assumed" | "given"; readonly instruments: readonly string[] };
}

export interface StandardsContent {
  readonly scheme: string;
  readonly legalInstruments: readonly LegalInstrument[];
  readonly standards: readonly FilingStandard[];
}

/** What an edition of standards is checked against. */
export interface StandardsContext {
  readonly departments: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  /** First day of the edition. */
  readonly day: string;
  /** What is in force until then. */
  readonly before: StandardsContent | undefined;
  /** Standards that the routing in force names. */
  readonly routed: ReadonlySet<string>;
}

export const holdsOn = ({ from, until }: LegalInstrument, day: string): boolean =>
  (from === undefined || from <= day) && (until === undefined || day < until);

const twice = (values: readonly string[]): readonly string[] => [
  ...new Set(values.filter((value, index) => values.indexOf(value) !== index)),
];

const isBlank = ({ zh, en }: Text): boolean => zh.trim() === "" || en.trim() === "";

type Tell = (severity: RuleProblem["severity"], code: string, at: string, zh: string, en: string) => void;

const checkOne = (
  standard: FilingStandard,
  { departments, skills, day }: StandardsContext,
  instruments: ReadonlyMap<string, LegalInstrument>,
  tell: Tell,
): void => {
  const { id, category, condition, closing, department, handler, legalBasis } = standard;
  if (!new RegExp(`^${category}-[1-9]\\d*$`).test(id))
    tell("error", "id.other_category", id, "编号须为类别加序号", "an id is its category and a number");
  if (isBlank(condition)) tell("error", "condition.missing", id, "缺少立案条件", "no condition");
  if (isBlank(closing)) tell("error", "closing.missing", id, "缺少结案条件", "no closing condition");
  if (legalBasis.instruments.length === 0) tell("error", "legal_basis.missing", id, "缺少法律依据", "no legal basis");
  const unknown = legalBasis.instruments.filter((one) => !instruments.has(one));
  for (const one of unknown)
    tell("error", "legal_basis.unknown", id, `法律依据 ${one} 未列出`, `the legal basis ${one} is not listed`);
  const held = legalBasis.instruments.filter((one) => {
    const instrument = instruments.get(one);
    return instrument !== undefined && holdsOn(instrument, day);
  });
  if (legalBasis.instruments.length > unknown.length && held.length === 0)
    tell(
      "warning",
      "legal_basis.not_in_force",
      id,
      "所列法律依据当日均未施行",
      "none of its legal basis holds on the day",
    );
  if (!departments.has(department))
    tell("error", "department.unknown", id, `没有部门 ${department}`, `there is no department ${department}`);
  for (const skill of standard.skills ?? [])
    if (!skills.has(skill)) tell("error", "skill.unknown", id, `没有技能 ${skill}`, `there is no skill ${skill}`);
  if (standard.selfHandling === true && handler !== "gridWorker")
    tell(
      "warning",
      "self_handling.not_by_worker",
      id,
      "允许自行处置，但不派给网格员",
      "may be put right on the spot, but goes to a department",
    );
};

/** Everything that is wrong with an edition of the standards, one by one. */
export const standardsProblems = (content: StandardsContent, context: StandardsContext): readonly RuleProblem[] => {
  const problems: RuleProblem[] = [];
  const tell: Tell = (severity, code, at, zh, en) => problems.push({ severity, code, at, zh, en });
  const { standards, legalInstruments, scheme } = content;
  const instruments = new Map(legalInstruments.map((one) => [one.id, one]));
  for (const id of twice(legalInstruments.map((one) => one.id)))
    tell("error", "legal_basis.twice", id, "法律依据重复", "a legal basis stands twice");
  for (const id of twice(standards.map((one) => one.id)))
    tell("error", "id.twice", id, "编号重复", "an id stands twice");
  for (const standard of standards) checkOne(standard, context, instruments, tell);

  const byCategory = Map.groupBy(standards, ({ category }) => category);
  for (const [category, all] of byCategory) {
    const defaults = all.filter((one) => one.default).length;
    if (defaults !== 1)
      tell(
        "error",
        defaults === 0 ? "default.missing" : "default.twice",
        category,
        `默认立案标准应有一条，现有 ${String(defaults)} 条`,
        `one default standard is wanted, there are ${String(defaults)}`,
      );
  }
  const { before, routed } = context;
  if (before !== undefined && before.scheme !== scheme)
    tell(
      "warning",
      "scheme.other",
      "scheme",
      "类别编码体系与现行版本不同",
      "the numbering is not that of the edition before",
    );
  for (const category of new Set(before?.standards.map((one) => one.category)))
    if (!byCategory.has(category))
      tell("warning", "category.dropped", category, "该类别将不能立案", "this category can no longer be filed");
  const ids = new Set(standards.map(({ id }) => id));
  for (const id of routed)
    if (!ids.has(id))
      tell("warning", "standard.routed", id, "派遣规则提到的标准不再存在", "rules of routing name it, and it is gone");
  return problems;
};
