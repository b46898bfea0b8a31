import type { ClockKind, Limit } from "@wangge/calendar";

export const CHANNELS = ["window", "phone", "app", "web", "patrol"] as const;
export type Channel = (typeof CHANNELS)[number];
export const HANDLERS = ["gridWorker", "department"] as const;
export type Handler = (typeof HANDLERS)[number];
export const VISIBILITIES = ["public", "private"] as const;
export type Visibility = (typeof VISIBILITIES)[number];
/** 优先级: 1 emergency, 2 high, 3 medium, 4 low. */
export const PRIORITIES = [1, 2, 3, 4] as const;
export type Priority = (typeof PRIORITIES)[number];

/** What must hold besides place and category. */
export interface Conditions {
  readonly channel?: readonly Channel[] | undefined;
  /** By the clock of the district, `22:00` to `06:00`; the first minute counts, the last does not. */
  readonly hours?: { readonly from: string; readonly to: string } | undefined;
  /** In the working slots of working days, or outside of them. */
  readonly workingTime?: boolean | undefined;
  readonly visibility?: Visibility | undefined;
  /** Ids of filing standards, without their version. */
  readonly standard?: readonly string[] | undefined;
}

/** 派遣规则: area × category × conditions → body. */
export interface RoutingRule {
  readonly id: string;
  /** Beginning of a grid code: district, street, community or the grid itself. Absent: everywhere. */
  readonly area?: string | undefined;
  /** `event`, `event-05` or `event-0501`. Absent: all. */
  readonly category?: string | undefined;
  readonly when?: Conditions | undefined;
  readonly department: string;
  readonly handler: Handler;
  readonly priority: Priority;
  /** Who comes next when the body says "not ours", in this order. */
  readonly alternates: readonly string[];
  readonly reason: { readonly zh: string; readonly en: string };
}

export interface RoutingContent {
  readonly district: string;
  /** 裁定: after so many returns the dispatcher's superior decides, and nobody returns it any more. */
  readonly rulingAfterReturns: number;
  /** Priority of what only its filing standard sends somewhere, by the clock of its limit. */
  readonly fallbackPriority: Readonly<Record<ClockKind, Priority>>;
  readonly rules: readonly RoutingRule[];
}

/** What is known of a case when somebody asks who it goes to. */
export interface RouteQuestion {
  readonly grid: string;
  readonly category: string;
  /** As the case carries it: `event-0110-1@2026.1`. */
  readonly standard: { readonly id: string; readonly department: string; readonly limit: Limit };
  /** Who the standard asks. */
  readonly handler: Handler;
  /** Absent: not known, and no rule that asks for one fits. */
  readonly channel?: Channel | undefined;
  readonly visibility?: Visibility | undefined;
  readonly at: string;
  /** 退回: bodies that said "not ours", in this order; one may stand twice. */
  readonly returnedBy?: readonly string[] | undefined;
}

/** A question, worked out as far as the rules look at it. */
export interface Facts {
  readonly grid: string;
  readonly category: string;
  readonly channel: Channel | undefined;
  readonly visibility: Visibility;
  /** Of the district's day. */
  readonly minute: number;
  /** Undefined: the calendar does not know the year, and nothing is guessed. */
  readonly working: boolean | undefined;
  /** Without its version. */
  readonly standard: string;
}

/** Why a rule does not fit: the first thing that is otherwise. `is` null: not known. */
export type Mismatch =
  | { readonly code: "area"; readonly wants: string; readonly is: string }
  | { readonly code: "category"; readonly wants: string; readonly is: string }
  | { readonly code: "channel"; readonly wants: readonly Channel[]; readonly is: Channel | null }
  | { readonly code: "hours"; readonly wants: { readonly from: string; readonly to: string }; readonly is: string }
  | { readonly code: "workingTime"; readonly wants: boolean; readonly is: boolean | null }
  | { readonly code: "visibility"; readonly wants: Visibility; readonly is: Visibility }
  | { readonly code: "standard"; readonly wants: readonly string[]; readonly is: string };

export const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));

const two = (value: number): string => String(value).padStart(2, "0");
export const timeOf = (minute: number): string => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;

export const isWithin = ({ from, to }: { readonly from: string; readonly to: string }, minute: number): boolean => {
  const [start, end] = [minutesOf(from), minutesOf(to)];
  return start <= end ? start <= minute && minute < end : minute >= start || minute < end;
};

const conditionMismatch = (when: Conditions, facts: Facts): Mismatch | undefined => {
  const { channel, hours, workingTime, visibility, standard } = when;
  if (channel !== undefined && (facts.channel === undefined || !channel.includes(facts.channel)))
    return { code: "channel", wants: channel, is: facts.channel ?? null };
  if (hours !== undefined && !isWithin(hours, facts.minute))
    return { code: "hours", wants: hours, is: timeOf(facts.minute) };
  if (workingTime !== undefined && workingTime !== facts.working)
    return { code: "workingTime", wants: workingTime, is: facts.working ?? null };
  if (visibility !== undefined && visibility !== facts.visibility)
    return { code: "visibility", wants: visibility, is: facts.visibility };
  if (standard?.includes(facts.standard) === false) return { code: "standard", wants: standard, is: facts.standard };
  return undefined;
};

export const mismatchOf = ({ area = "", category = "", when }: RoutingRule, facts: Facts): Mismatch | undefined => {
  if (!facts.grid.startsWith(area)) return { code: "area", wants: area, is: facts.grid };
  if (!facts.category.startsWith(category)) return { code: "category", wants: category, is: facts.category };
  return when === undefined ? undefined : conditionMismatch(when, facts);
};

export const conditionsOf = ({ when = {} }: RoutingRule): number =>
  Object.values(when).filter((value) => value !== undefined).length;

export type Precedence = "area" | "category" | "conditions" | "id";

/** By what the first goes before the second, or undefined where it does not. */
export const goesBefore = (one: RoutingRule, other: RoutingRule): Precedence | undefined => {
  const measures = [
    ["area", (one.area ?? "").length - (other.area ?? "").length],
    ["category", (one.category ?? "").length - (other.category ?? "").length],
    ["conditions", conditionsOf(one) - conditionsOf(other)],
  ] as const;
  for (const [by, difference] of measures) if (difference !== 0) return difference > 0 ? by : undefined;
  return one.id < other.id ? "id" : undefined;
};

/** 最具体者优先: the longest area, then the longest category, then the most conditions, then the id. A total order. */
export const bySpecificity = (one: RoutingRule, other: RoutingRule): number => {
  if (one.id === other.id) return 0;
  return goesBefore(one, other) === undefined ? 1 : -1;
};
