import type { RuleProblem } from "./rulebook.ts";

export const AUDIENCES = ["resident", "staff"] as const;
export type Audience = (typeof AUDIENCES)[number];
export const LANGUAGES = ["zh", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

/** 答复模板: what staff writes to residents, or to each other, at a status or a closing outcome. */
export interface ResponseTemplate {
  readonly id: string;
  readonly audience: Audience;
  readonly status: string;
  /** How it came to that: `notFound` of a rejection, `overdue` of a closing. Absent: however. */
  readonly outcome?: string | undefined;
  /** Beginning of a category code. Absent: of every category. */
  readonly category?: string | undefined;
  readonly title: Readonly<Record<Language, string>>;
  readonly text: Readonly<Record<Language, string>>;
}

export interface TemplatesContent {
  readonly templates: readonly ResponseTemplate[];
}

/** What may stand in braces, and for whom: of people there is nothing, and residents are not told who the worker is. */
export const PLACEHOLDERS: Readonly<Record<string, readonly Audience[]>> = {
  caseId: ["staff"],
  trackingNumber: AUDIENCES,
  category: AUDIENCES,
  condition: AUDIENCES,
  closing: AUDIENCES,
  department: AUDIENCES,
  reportedAt: AUDIENCES,
  filedAt: AUDIENCES,
  dueAt: AUDIENCES,
  handledAt: AUDIENCES,
  closedAt: AUDIENCES,
  mergedInto: AUDIENCES,
  attempts: ["staff"],
  returns: ["staff"],
  worker: ["staff"],
  grid: ["staff"],
  rule: ["staff"],
};

/** How a status can have come about. */
export const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  rejected: ["notFound", "duplicate", "notOurs", "alreadyGone"],
  filed: ["returned", "ruled"],
  assigned: ["rework", "reopened", "supervised"],
  closed: ["inTime", "overdue", "selfHandled", "forced"],
};

export interface TemplatesContext {
  readonly statuses: ReadonlySet<string>;
  readonly categories: readonly string[];
  readonly hasPersonalNumber: (text: string) => boolean;
}

export const placeholdersIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{([^{}]*)\}/g)].map((found) => found[1] ?? "");

const sorted = (values: readonly string[]): string => [...new Set(values)].toSorted().join(" ");

type Tell = (severity: RuleProblem["severity"], code: string, zh: string, en: string) => void;

const checkTexts = ({ audience, title, text }: ResponseTemplate, context: TemplatesContext, tell: Tell): void => {
  for (const language of LANGUAGES)
    for (const one of [title[language], text[language]]) {
      if (one.trim() === "") tell("error", "text.missing", `缺少${language}文本`, `nothing in ${language}`);
      if (/[{}]/.test(one.replaceAll(/\{[^{}]*\}/g, "")))
        tell("error", "text.braces", "花括号不成对", "a brace without its pair");
      if (context.hasPersonalNumber(one))
        tell("error", "text.personal_number", "含有电话或证件号码", "a phone or identity number stands in it");
      for (const name of placeholdersIn(one)) {
        const allowed = Object.hasOwn(PLACEHOLDERS, name) ? PLACEHOLDERS[name] : undefined;
        if (allowed === undefined)
          tell("error", "placeholder.unknown", `没有占位符 {${name}}`, `there is no placeholder {${name}}`);
        else if (!allowed.includes(audience))
          tell("error", "placeholder.audience", `占位符 {${name}} 不对居民公开`, `{${name}} is not for residents`);
      }
    }
  if (sorted(placeholdersIn(text.zh)) !== sorted(placeholdersIn(text.en)))
    tell("error", "placeholder.languages", "两种语言的占位符不同", "the languages do not say the same placeholders");
};

/** Everything that is wrong with an edition of the templates, one by one. */
export const templatesProblems = (
  { templates }: TemplatesContent,
  context: TemplatesContext,
): readonly RuleProblem[] => {
  const problems: RuleProblem[] = [];
  for (const [id, same] of Map.groupBy(templates, (one) => one.id))
    if (same.length > 1)
      problems.push({ severity: "error", code: "id.twice", at: id, zh: "编号重复", en: "an id stands twice" });
  for (const template of templates) {
    const { id, status, outcome, category } = template;
    const tell: Tell = (severity, code, zh, en) => problems.push({ severity, code, at: id, zh, en });
    if (!context.statuses.has(status))
      tell("error", "status.unknown", `没有状态 ${status}`, `there is no status ${status}`);
    if (outcome !== undefined && !(OUTCOMES[status] ?? []).includes(outcome))
      tell("error", "outcome.unknown", `状态 ${status} 没有结果 ${outcome}`, `${status} has no outcome ${outcome}`);
    if (category !== undefined && !context.categories.some((code) => code.startsWith(category)))
      tell("error", "category.unknown", `没有类别 ${category}`, `there is no category ${category}`);
    checkTexts(template, context, tell);
  }
  for (const status of context.statuses)
    if (!templates.some((one) => one.status === status))
      problems.push({
        severity: "warning",
        code: "status.without_template",
        at: status,
        zh: "该状态没有模板",
        en: "there is no template for this status",
      });
  return problems;
};

/** 适用的模板, the most specific first: what names the outcome, then the longest category, then the id. */
export const templatesFor = (
  { templates }: TemplatesContent,
  {
    status,
    outcome,
    category,
    audience,
  }: {
    readonly status: string;
    readonly outcome?: string | undefined;
    readonly category?: string | undefined;
    readonly audience?: Audience | undefined;
  },
): readonly ResponseTemplate[] =>
  templates
    .filter(
      (one) =>
        one.status === status &&
        (audience === undefined || one.audience === audience) &&
        (outcome === undefined || one.outcome === undefined || one.outcome === outcome) &&
        (category === undefined ? true : category.startsWith(one.category ?? "")),
    )
    .toSorted(
      (one, other) =>
        Number(other.outcome !== undefined) - Number(one.outcome !== undefined) ||
        (other.category ?? "").length - (one.category ?? "").length ||
        (one.id < other.id ? -1 : 1),
    );
