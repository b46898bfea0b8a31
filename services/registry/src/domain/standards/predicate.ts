/** Whether a recorded fact meets a requirement, and what was expected, in words. */
import { monthsAfter } from "@wangge/calendar";
import { addDays, isDay } from "./days.ts";
import type { Fact, Predicate, Scalar, StationFacts, Text } from "./model.ts";

/** `unknown`: the register does not say, or says something that cannot be what it means (a date to come, a text for a number). */
export type Verdict = "met" | "notMet" | "unknown";

export const isVersion = (text: unknown): text is string => typeof text === "string" && /^\d+(\.\d+)*$/.test(text);

/** Negative when `one` is earlier. Missing parts count as 0: `2` and `2.0` are the same version. */
export const compareVersions = (one: string, other: string): number => {
  const left = one.split(".").map(Number);
  const right = other.split(".").map(Number);
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const isList = (fact: Fact): fact is readonly Scalar[] => typeof fact === "object";
const verdict = (met: boolean): Verdict => (met ? "met" : "notMet");

/** A list where one value is asked for cannot be judged, nor one value where a list is. */
const ofScalar = (fact: Fact, holds: (value: Scalar) => boolean): Verdict =>
  isList(fact) ? "unknown" : verdict(holds(fact));
const ofList = (fact: Fact, holds: (values: readonly Scalar[]) => boolean): Verdict =>
  isList(fact) ? verdict(holds(fact)) : "unknown";

/** The last day on which something that happened on `day` is not older than so many months. */
const lastGoodDay = monthsAfter;

export const verdictOf = (check: Predicate, { facts }: StationFacts, day: string): Verdict => {
  const fact = Object.hasOwn(facts, check.fact) ? facts[check.fact] : undefined;
  if (fact === undefined) return "unknown";
  switch (check.is) {
    case "present":
      return verdict(fact !== false && fact !== "" && !(isList(fact) && fact.length === 0));
    case "equals":
      return ofScalar(fact, (value) => value === check.value);
    case "atLeast":
      return typeof fact === "number" ? verdict(fact >= check.value) : "unknown";
    case "oneOf":
      return ofScalar(fact, (value) => check.values.includes(value));
    case "includesAll":
      return ofList(fact, (values) => check.values.every((value) => values.includes(value)));
    case "includesAny":
      return ofList(fact, (values) => check.values.some((value) => values.includes(value)));
    case "versionAtLeast":
      return isVersion(fact) ? verdict(compareVersions(fact, check.version) >= 0) : "unknown";
    case "notOlderThan":
      return isDay(fact) && fact <= day ? verdict(day <= lastGoodDay(fact, check.months)) : "unknown";
    case "wording": {
      const { begins = "", ends = [""] } = check;
      return typeof fact === "string"
        ? verdict(fact.startsWith(begins) && ends.some((end) => fact.endsWith(end)))
        : "unknown";
    }
  }
};

/** The days on which the verdict on one and the same record may turn, because time passes. */
export const turningDays = (check: Predicate, { facts }: StationFacts): string[] => {
  const fact = facts[check.fact];
  return check.is === "notOlderThan" && isDay(fact) ? [fact, addDays(lastGoodDay(fact, check.months), 1)] : [];
};

const listed = (values: readonly Scalar[]): Text => ({ zh: values.join("、"), en: values.join(", ") });

/** What is asked of the fact, for people to read beside what was found. */
export const expectedOf = (check: Predicate): Text => {
  switch (check.is) {
    case "present":
      return { zh: "应有", en: "there" };
    case "equals":
      return check.value === true ? { zh: "是", en: "yes" } : { zh: String(check.value), en: String(check.value) };
    case "atLeast":
      return { zh: `不少于 ${check.value}`, en: `at least ${check.value}` };
    case "oneOf":
      return { zh: `${listed(check.values).zh}之一`, en: `one of ${listed(check.values).en}` };
    case "includesAll":
      return { zh: `含 ${listed(check.values).zh}`, en: `all of ${listed(check.values).en}` };
    case "includesAny":
      return { zh: `至少含 ${listed(check.values).zh}之一`, en: `at least one of ${listed(check.values).en}` };
    case "versionAtLeast":
      return { zh: `不低于 ${check.version} 版`, en: `version ${check.version} or later` };
    case "notOlderThan":
      return { zh: `${check.months} 个月之内`, en: `within ${check.months} months` };
    case "wording": {
      const { begins = "", ends = [] } = check;
      return {
        zh: [begins && `以“${begins}”开头`, ends.length > 0 && `以“${ends.join("”或“")}”结尾`]
          .filter(Boolean)
          .join("，"),
        en: [begins && `begins with “${begins}”`, ends.length > 0 && `ends with “${ends.join("” or “")}”`]
          .filter(Boolean)
          .join(", "),
      };
    }
  }
};
