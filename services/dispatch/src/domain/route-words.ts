import type { Because, Considered, ExplainedRoute } from "./route.ts";

export interface Words {
  readonly zh: string;
  readonly en: string;
}

/** A department's name; its code where it has none. */
export type NameOf = (department: string) => Words;

const list = (values: readonly string[], language: "zh" | "en"): string => values.join(language === "zh" ? "、" : ", ");

const PRECEDENCE: Readonly<Record<string, Words>> = {
  area: { zh: "区域更小", en: "its area is smaller" },
  category: { zh: "类别更具体", en: "its category is more specific" },
  conditions: { zh: "条件更多", en: "it asks for more" },
  id: { zh: "编号在前", en: "its id comes first" },
  fallback: { zh: "规则优先于立案标准", en: "a rule goes before the filing standard" },
};

const names = (departments: readonly string[], nameOf: NameOf): Words => ({
  zh: list(
    departments.map((one) => nameOf(one).zh),
    "zh",
  ),
  en: list(
    departments.map((one) => nameOf(one).en),
    "en",
  ),
});

const time = (isWorking: boolean | null): Words => {
  if (isWorking === null)
    return { zh: "未知（该年工作日历未载入）", en: "not known (the calendar of that year is not loaded)" };
  return isWorking ? { zh: "工作时间", en: "working time" } : { zh: "非工作时间", en: "outside working time" };
};

const seen = { public: { zh: "公开", en: "public" }, private: { zh: "不公开", en: "private" } } as const;

/** One sentence for a person, in both languages. It says what the code and its values say, and nothing else. */
export const wordsOf = ({ ruleId, department, because }: Considered, nameOf: NameOf): Words => {
  const { zh, en } = nameOf(department);
  const to: Words = { zh: `规则 ${ruleId}（${zh}）`, en: `Rule ${ruleId} (${en})` };
  const say = (chinese: string, english: string): Words => ({ zh: `${to.zh}${chinese}`, en: `${to.en} ${english}` });
  return sentence(because, say, nameOf);
};

const sentence = (because: Because, say: (zh: string, en: string) => Words, nameOf: NameOf): Words => {
  switch (because.code) {
    case "mostSpecific":
      return say("适用，且最为具体。", "fits and is the most specific.");
    case "fallback":
      return say(
        "适用：没有其他规则适用，由立案标准确定责任部门。",
        "decides: no other rule fits, so the filing standard names the body.",
      );
    case "alternate": {
      const { zh, en } = nameOf(because.department);
      return say(
        `适用；已有部门退回，由第 ${String(because.place)} 候补${zh}承办。`,
        `fits; others have returned the case, so it goes to alternate ${String(because.place)}, ${en}.`,
      );
    }
    case "next":
      return say(
        "适用；更具体的规则所列部门均已退回。",
        "fits; everybody whom more specific rules name has returned the case.",
      );
    case "returned": {
      const { zh, en } = names(because.departments, nameOf);
      return say(`适用，但${zh}已退回。`, `fits, but was returned by ${en}.`);
    }
    case "outranked": {
      const by = PRECEDENCE[because.by] ?? { zh: because.by, en: because.by };
      return say(
        `适用，但规则 ${because.rule} 优先：${by.zh}。`,
        `fits, but rule ${because.rule} goes before it: ${by.en}.`,
      );
    }
    case "area":
      return say(
        `只适用于区域 ${because.wants}，本案在网格 ${because.is}。`,
        `is for the area ${because.wants} only; this is in grid ${because.is}.`,
      );
    case "category":
      return say(
        `只适用于类别 ${because.wants}，本案为 ${because.is}。`,
        `is for the category ${because.wants} only; this is ${because.is}.`,
      );
    case "channel":
      return say(
        `只适用于来源 ${list(because.wants, "zh")}，本案来源为 ${because.is ?? "未知"}。`,
        `is for what came by ${list(because.wants, "en")}; this came by ${because.is ?? "a channel that is not known"}.`,
      );
    case "hours":
      return say(
        `只适用于 ${because.wants.from} 至 ${because.wants.to}，本案时间为 ${because.is}。`,
        `is for ${because.wants.from} to ${because.wants.to} only; this was at ${because.is}.`,
      );
    case "workingTime": {
      const [wants, is] = [time(because.wants), time(because.is)];
      return say(`只适用于${wants.zh}，本案为${is.zh}。`, `is for ${wants.en} only; this is: ${is.en}.`);
    }
    case "visibility": {
      const [wants, is] = [seen[because.wants], seen[because.is]];
      return say(`只适用于${wants.zh}案件，本案${is.zh}。`, `is for ${wants.en} cases only; this one is ${is.en}.`);
    }
    case "standard":
      return say(
        `只适用于立案标准 ${list(because.wants, "zh")}，本案为 ${because.is}。`,
        `is for the filing standards ${list(because.wants, "en")} only; this one is ${because.is}.`,
      );
  }
};

/** What to say to "why not that department?". */
export type Verdict = "chosen" | "alternate" | "returned" | "notMatched" | "notNamed";

export interface DepartmentVerdict extends Words {
  readonly department: string;
  readonly verdict: Verdict;
  /** Rules that name it, most specific first. */
  readonly rules: readonly string[];
}

const verdictOf = (
  { body, alternates }: ExplainedRoute,
  named: readonly Considered[],
  department: string,
  returnedBy: readonly string[],
): Verdict => {
  if (body?.department === department) return "chosen";
  if (returnedBy.includes(department)) return "returned";
  if (alternates.includes(department)) return "alternate";
  return named.length === 0 ? "notNamed" : "notMatched";
};

/** 为何是／不是该部门. */
export const aboutDepartment = (
  explained: ExplainedRoute,
  department: string,
  returnedBy: readonly string[],
  nameOf: NameOf,
): DepartmentVerdict => {
  const named = explained.considered.filter(
    (one) => one.department === department || one.alternates.includes(department),
  );
  const verdict = verdictOf(explained, named, department, returnedBy);
  const { zh, en } = nameOf(department);
  const rules = named.map(({ ruleId }) => ruleId);
  const said: Readonly<Record<Verdict, Words>> = {
    chosen: { zh: `由${zh}承办，依据 ${explained.rule}。`, en: `${en} is the body, by ${explained.rule}.` },
    alternate: {
      zh: `${zh}是第 ${String(explained.alternates.indexOf(department) + 1)} 候补。`,
      en: `${en} is alternate ${String(explained.alternates.indexOf(department) + 1)}.`,
    },
    returned: { zh: `${zh}已退回本案。`, en: `${en} has returned this case.` },
    notMatched: {
      zh: `规则 ${list(rules, "zh")} 提到${zh}，但均不适用于本案。`,
      en: `Rules ${list(rules, "en")} name ${en}, and none of them fits this case.`,
    },
    notNamed: { zh: `没有规则提到${zh}。`, en: `No rule names ${en}.` },
  };
  return { department, verdict, rules, ...said[verdict] };
};
