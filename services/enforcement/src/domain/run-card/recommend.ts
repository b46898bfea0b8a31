import type { Force, Staffing } from "../team/index.ts";
import type { Requirement, RunCard } from "./card.ts";

interface Candidate {
  readonly id: string;
  readonly street: string;
  /** Is in an operation. */
  readonly committed: boolean;
  /** The end of the last operation. */
  readonly releasedAt?: string | undefined;
}

export interface PersonCandidate extends Candidate {
  readonly kind: "persons";
  readonly force: Force;
  readonly skills: readonly string[];
  readonly staffing: Staffing;
  readonly onShift: boolean;
  /** The register of officers vouches for him on this day. */
  readonly fit: boolean;
}

export interface UnitCandidate extends Candidate {
  readonly kind: "units";
  readonly unitType: string;
  readonly readiness: "available" | "delayed" | "unavailable" | "committed";
  /** Of its crew, those who can come. */
  readonly crew: number;
}

export type AnyCandidate = PersonCandidate | UnitCandidate;

export type WhyNot =
  | "committed"
  | "unfit"
  | "unavailable"
  | "not_called_when_delayed"
  | "off_shift"
  | "skill_missing"
  | "crew_short"
  | "enough_before";
export type Why = "own_street" | "other_street" | "rested" | "not_rested" | "delayed";

export interface Recommendation {
  readonly chosen: readonly { readonly id: string; readonly need: string; readonly why: readonly Why[] }[];
  /** Of the right force or type, and not chosen. */
  readonly excluded: readonly { readonly id: string; readonly need: string; readonly why: readonly WhyNot[] }[];
  /** 缺口: what nobody is left for. */
  readonly short: readonly { readonly need: string; readonly missing: number }[];
}

export interface Question {
  /** What is still missing, `count` of each. */
  readonly missing: readonly Requirement[];
  readonly card: Pick<RunCard, "calls" | "callsOffShift" | "restMinutes">;
  readonly candidates: readonly AnyCandidate[];
  readonly street: string;
  readonly at: string;
}

/** Of the force or type that is asked for at all. */
const isOfKind = (one: AnyCandidate, wanted: Requirement): boolean =>
  one.kind === "persons"
    ? wanted.kind === "persons" && one.force === wanted.force
    : wanted.kind === "units" && one.unitType === wanted.unitType;

export const whyNot = (one: AnyCandidate, wanted: Requirement, card: Question["card"]): readonly WhyNot[] => {
  const level = one.kind === "persons" ? one.staffing : one.readiness;
  return [
    ...(one.committed || level === "committed" ? (["committed"] as const) : []),
    ...(one.kind === "persons" && !one.fit ? (["unfit"] as const) : []),
    ...(level === "unavailable" ? (["unavailable"] as const) : []),
    ...(level === "delayed" && !card.calls.includes("delayed") ? (["not_called_when_delayed"] as const) : []),
    ...(one.kind === "persons" && !one.onShift && !card.callsOffShift ? (["off_shift"] as const) : []),
    ...(one.kind === "persons" &&
    wanted.kind === "persons" &&
    wanted.skill !== undefined &&
    !one.skills.includes(wanted.skill)
      ? (["skill_missing"] as const)
      : []),
    ...(one.kind === "units" && wanted.kind === "units" && one.crew < wanted.leastCrew
      ? (["crew_short"] as const)
      : []),
  ];
};

export const whyOf = (one: AnyCandidate, { card, street, at }: Pick<Question, "card" | "street" | "at">) => {
  const since = new Date(Date.parse(at) - card.restMinutes * 60_000).toISOString();
  const level = one.kind === "persons" ? one.staffing : one.readiness;
  return [
    one.street === street ? "own_street" : "other_street",
    one.releasedAt === undefined || one.releasedAt <= since ? "rested" : "not_rested",
    ...(level === "delayed" ? (["delayed"] as const) : []),
  ] as const;
};

/** The best first: own street, rested, there at once, out longest ago. */
export const inOrder = (candidates: readonly AnyCandidate[], question: Question): readonly AnyCandidate[] => {
  const rankOf = (one: AnyCandidate): string => {
    const why: readonly Why[] = whyOf(one, question);
    const flags = [why.includes("other_street"), why.includes("not_rested"), why.includes("delayed")];
    return [flags.map(Number).join(""), one.releasedAt ?? "", one.id].join(" ");
  };
  const ranked = candidates.map((one) => ({ one, rank: rankOf(one) }));
  return ranked.toSorted((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ one }) => one);
};

/**
 * 力量推荐. As many places filled as can be: whoever fits several stands where he is needed. The candidates are taken the best first,
 * each moving those before him if he has to (augmenting paths), so that nobody is chosen in place of a better one.
 */
export const recommend = (question: Question): Recommendation => {
  const { missing, card } = question;
  const candidates = inOrder(question.candidates, question);
  const places = missing.flatMap((wanted) => Array.from({ length: wanted.count }, () => wanted));
  const holders: (AnyCandidate | undefined)[] = places.map(() => undefined);

  const suits = (one: AnyCandidate, wanted: Requirement): boolean =>
    isOfKind(one, wanted) && whyNot(one, wanted, card).length === 0;
  const settle = (one: AnyCandidate, seen: Set<number>): boolean => {
    const own = places.flatMap((wanted, place) => (!seen.has(place) && suits(one, wanted) ? [place] : []));
    // A free place first: nobody is moved without need.
    for (const place of own.toSorted((a, b) => Number(holders[a] !== undefined) - Number(holders[b] !== undefined))) {
      if (seen.has(place)) continue;
      seen.add(place);
      const holder = holders[place];
      if (holder !== undefined && !settle(holder, seen)) continue;
      holders[place] = one;
      return true;
    }
    return false;
  };
  const chosenIds = new Set(candidates.filter((one) => settle(one, new Set())).map(({ id }) => id));

  const chosen = places.flatMap(({ key: need }, place) => {
    const one = holders[place];
    return one === undefined ? [] : [{ id: one.id, need, why: whyOf(one, question) }];
  });
  return {
    chosen,
    excluded: missing.flatMap((wanted) =>
      candidates
        .filter((one) => isOfKind(one, wanted) && !chosenIds.has(one.id))
        .map((one) => {
          const why = whyNot(one, wanted, card);
          return { id: one.id, need: wanted.key, why: why.length === 0 ? (["enough_before"] as const) : why };
        }),
    ),
    short: missing.flatMap(({ key: need, count }) => {
      const left = count - chosen.filter((one) => one.need === need).length;
      return left === 0 ? [] : [{ need, missing: left }];
    }),
  };
};
