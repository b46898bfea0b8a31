import type { RuleProblem } from "./rulebook.ts";
import {
  bySpecificity,
  CHANNELS,
  conditionsOf,
  isWithin,
  minutesOf,
  mismatchOf,
  VISIBILITIES,
  type Conditions,
  type Facts,
  type RoutingContent,
  type RoutingRule,
} from "./routing.ts";

/** What an edition of the routing is checked against. */
export interface RoutingContext {
  readonly departments: ReadonlySet<string>;
  /** Standards in force on the edition's first day, with their categories. */
  readonly standards: readonly { readonly id: string; readonly category: string }[];
}

const meet = <Value>(one: readonly Value[] | undefined, other: readonly Value[] | undefined): boolean =>
  one === undefined || other === undefined || one.some((value) => other.includes(value));

const agree = <Value>(one: Value | undefined, other: Value | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** Some minute of the day lies in both: then the start of one lies in the other. */
const hoursMeet = (one: Conditions["hours"], other: Conditions["hours"]): boolean =>
  one === undefined ||
  other === undefined ||
  isWithin(one, minutesOf(other.from)) ||
  isWithin(other, minutesOf(one.from));

/** Whether one case can meet the conditions of both. */
const canMeet = (one: Conditions = {}, other: Conditions = {}): boolean =>
  meet(one.channel, other.channel) &&
  hoursMeet(one.hours, other.hours) &&
  agree(one.workingTime, other.workingTime) &&
  agree(one.visibility, other.visibility) &&
  meet(one.standard, other.standard);

/** Of the standards that both ask for, one is of their category. Where neither asks for any, there is nothing to look at. */
const standardsMeet = (one: RoutingRule, other: RoutingRule, standards: RoutingContext["standards"]): boolean => {
  const asked = [one.when?.standard, other.when?.standard].filter((ids) => ids !== undefined);
  if (asked.length === 0) return true;
  return standards.some(
    ({ id, category }) => category.startsWith(one.category ?? "") && asked.every((ids) => ids.includes(id)),
  );
};

/** 冲突: pairs of which neither is more specific, and that one case can meet. */
export const tiesOf = (
  rules: readonly RoutingRule[],
  standards: RoutingContext["standards"],
): readonly (readonly [RoutingRule, RoutingRule])[] => {
  const alike = Map.groupBy(rules, (rule) =>
    [rule.area ?? "", rule.category ?? "", String(conditionsOf(rule))].join("|"),
  );
  return [...alike.values()].flatMap((group) =>
    group.flatMap((one, index) =>
      group
        .slice(index + 1)
        .flatMap((other) =>
          canMeet(one.when, other.when) && standardsMeet(one, other, standards) ? [[one, other] as const] : [],
        ),
    ),
  );
};

/** A grid in the area that lies in none of the others, where the digits leave one. */
const gridIn = (area: string, others: readonly string[]): string => {
  for (let filler = 9; filler >= 0; filler -= 1) {
    const grid = area.padEnd(15, String(filler));
    if (!others.some((other) => grid.startsWith(other))) return grid;
  }
  return area.padEnd(15, "0");
};

const isFor = ({ area = "", category = "" }: RoutingRule, grid: string, code: string): boolean =>
  grid.startsWith(area) && code.startsWith(category);

/**
 * Whether a rule wins a case from those before it. Looks at cases, one of each kind that the rules can tell apart: whatever a rule
 * does, it does to one of these. Times of day and working time are taken as free of each other: more is held possible than is.
 */
const winsSome = (
  rule: RoutingRule,
  rivals: readonly RoutingRule[],
  district: string,
  { standards }: RoutingContext,
): boolean => {
  const { area = district, category = "", when = {} } = rule;
  const inner = [...new Set(rivals.map((rival) => rival.area ?? ""))].filter(
    (one) => one.length > area.length && one.startsWith(area),
  );
  const grids = [
    gridIn(area, inner),
    ...inner.map((one) =>
      gridIn(
        one,
        inner.filter((other) => other.length > one.length),
      ),
    ),
  ];
  const edges = [rule, ...rivals].flatMap(({ when: { hours } = {} }) =>
    hours === undefined ? [] : [minutesOf(hours.from), minutesOf(hours.to)],
  );
  const { hours } = when;
  const minutes = [...new Set([0, ...edges])].filter((minute) => hours === undefined || isWithin(hours, minute));

  const winsAt = (grid: string, standard: RoutingContext["standards"][number]): boolean => {
    const near = rivals.filter((rival) => isFor(rival, grid, standard.category));
    if (near.some((rival) => conditionsOf(rival) === 0)) return false;
    for (const channel of when.channel ?? CHANNELS)
      for (const visibility of when.visibility === undefined ? VISIBILITIES : [when.visibility])
        for (const working of when.workingTime === undefined ? [true, false] : [when.workingTime])
          for (const minute of minutes) {
            const of = { grid, category: standard.category, standard: standard.id };
            const facts: Facts = { ...of, channel, visibility, minute, working };
            if (near.every((rival) => mismatchOf(rival, facts) !== undefined)) return true;
          }
    return false;
  };

  return standards.some(
    (standard) =>
      standard.category.startsWith(category) &&
      when.standard?.includes(standard.id) !== false &&
      grids.some((grid) => winsAt(grid, standard)),
  );
};

/** 永不生效: rules that win no case at all, because more specific ones take them all or nothing can fit. */
export const unreachableRules = (
  { rules, district }: Pick<RoutingContent, "rules" | "district">,
  context: RoutingContext,
): readonly RoutingRule[] => {
  const ordered = rules.toSorted(bySpecificity);
  return ordered.filter((rule, index) => {
    const rivals = ordered.slice(0, index).filter(({ when }) => canMeet(when, rule.when));
    return !winsSome(rule, rivals, district, context);
  });
};

type Tell = (severity: RuleProblem["severity"], code: string, at: string, zh: string, en: string) => void;

const checkOne = (rule: RoutingRule, district: string, context: RoutingContext, tell: Tell): void => {
  const { id, area, category, when = {}, department, alternates } = rule;
  for (const one of [department, ...alternates])
    if (!context.departments.has(one))
      tell("error", "department.unknown", id, `没有部门 ${one}`, `there is no department ${one}`);
  if (new Set([department, ...alternates]).size !== alternates.length + 1)
    tell("error", "department.twice", id, "同一部门出现两次", "a department stands twice");
  if (area?.startsWith(district) === false)
    tell("error", "area.other_district", id, `区域 ${area} 不属于本区`, `the area ${area} is not of this district`);
  if (category !== undefined && !context.standards.some((standard) => standard.category.startsWith(category)))
    tell("error", "category.unknown", id, `没有类别 ${category}`, `there is no category ${category}`);
  for (const standard of when.standard ?? [])
    if (!context.standards.some((one) => one.id === standard))
      tell("error", "standard.unknown", id, `没有立案标准 ${standard}`, `there is no filing standard ${standard}`);
  if (when.hours !== undefined && when.hours.from === when.hours.to)
    tell("error", "hours.empty", id, "时段起止相同", "the hours begin and end at the same time");
};

/** Everything that is wrong with an edition of the routing, one by one. */
export const routingProblems = (content: RoutingContent, context: RoutingContext): readonly RuleProblem[] => {
  const problems: RuleProblem[] = [];
  const tell: Tell = (severity, code, at, zh, en) => problems.push({ severity, code, at, zh, en });
  const { rules, district } = content;
  for (const [id, same] of Map.groupBy(rules, (rule) => rule.id))
    if (same.length > 1) tell("error", "id.twice", id, "规则编号重复", "a rule's id stands twice");
  for (const rule of rules) checkOne(rule, district, context, tell);
  for (const [one, other] of tiesOf(rules, context.standards))
    tell(
      "error",
      "rules.tie",
      `${one.id}, ${other.id}`,
      "两条规则同样具体，且可能同时适用于一个案件",
      "neither rule is more specific than the other, and one case can meet both",
    );
  // Said of a flawed edition it would only repeat the flaws.
  if (problems.length > 0) return problems;
  for (const { id } of unreachableRules(content, context))
    tell("warning", "rule.unreachable", id, "该规则永远不会生效", "no case ever goes by this rule");
  return problems;
};
