/** 供需匹配. How well a volunteer fits a need, with the reason for every point and for every no; the same in, the same out. */
import { dayAfter, dayOf, instantOf, weekdayOf } from "@wangge/calendar";
import type { NeedContent } from "./need.ts";
import { totalMinutes, type Slot, type Volunteer } from "./volunteer.ts";

/** One edition of the rules of matching and of hours. */
export interface VolunteerRules {
  readonly version: string;
  readonly points: Readonly<
    Record<"sameGrid" | "sameCommunity" | "sameStreet" | "wholeTime" | "skilled" | "fewHours", number>
  >;
  /** Who has fewer minutes so far comes before others. */
  readonly fewMinutes: number;
  /** Less time than this together is none. */
  readonly leastMinutes: number;
  /** How far hours may go beyond the time of the need, before and after. */
  readonly slackMinutes: number;
}

export type Unfit = "left" | "otherStreet" | "skillMissing" | "noTime" | "signedUp";

export interface Fit {
  readonly fits: boolean;
  readonly score: number;
  readonly reasons: readonly { readonly reason: keyof VolunteerRules["points"]; readonly points: number }[];
  readonly against: readonly Unfit[];
  /** Of the need, when he can. */
  readonly minutes: number;
  readonly missing: readonly string[];
}

/** Minutes of a need that fall into somebody's weekly slots. No minute is counted twice. */
export const minutesTogether = (slots: readonly Slot[], from: string, to: string): number => {
  const [begin, end] = [Date.parse(from), Date.parse(to)];
  let minutes = 0;
  for (let day = dayOf(from); Date.parse(instantOf(day, "00:00")) < end; day = dayAfter(day, 1)) {
    let done = begin;
    const ofDay = slots.filter(({ weekday }) => weekday === weekdayOf(day));
    for (const slot of ofDay.toSorted((one, other) => (one.from < other.from ? -1 : 1))) {
      const first = Math.max(done, Date.parse(instantOf(day, slot.from)));
      const last = Math.min(end, Date.parse(instantOf(day, slot.to)));
      if (last <= first) continue;
      minutes += Math.floor((last - first) / 60_000);
      done = last;
    }
  }
  return minutes;
};

export const fitOf = (
  { status, profile, hours }: Volunteer,
  content: NeedContent,
  isSignedUp: boolean,
  rules: VolunteerRules,
): Fit => {
  const { from, to, community, grid, skills } = content;
  const missing = skills.filter((skill) => !profile.skills.includes(skill));
  const minutes = minutesTogether(profile.slots, from, to);
  const isInStreet = profile.community.slice(0, 9) === community.slice(0, 9);
  const against = (
    [
      [status === "erased", "left"],
      [isSignedUp, "signedUp"],
      [!isInStreet, "otherStreet"],
      [missing.length > 0, "skillMissing"],
      [minutes < rules.leastMinutes, "noTime"],
    ] as const
  ).flatMap(([holds, reason]) => (holds ? [reason] : []));
  const near = profile.community === community
    ? grid !== undefined && profile.grid === grid ? "sameGrid" : "sameCommunity"
    : "sameStreet"; // prettier-ignore
  const reasons = (
    [
      [isInStreet, near],
      [skills.length > 0 && missing.length === 0, "skilled"],
      [minutes * 60_000 >= Date.parse(to) - Date.parse(from), "wholeTime"],
      [totalMinutes({ hours }) < rules.fewMinutes, "fewHours"],
    ] as const
  ).flatMap(([holds, reason]) => (holds ? [{ reason, points: rules.points[reason] }] : []));
  const score = reasons.reduce((sum, { points }) => sum + points, 0);
  return { fits: against.length === 0, score, reasons, against, minutes, missing };
};

/** Who fits first, by points; then by id, so that nobody comes first by chance. */
export const ranked = <Item extends { readonly id: string; readonly fit: Fit }>(
  items: readonly Item[],
): readonly Item[] =>
  items.toSorted((one, other) => {
    if (one.fit.fits !== other.fit.fits) return one.fit.fits ? -1 : 1;
    return one.fit.score === other.fit.score ? (one.id < other.id ? -1 : 1) : other.fit.score - one.fit.score;
  });
