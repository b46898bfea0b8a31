/** What follows from the calendar alone: limitation, delivery by notice, when a decision is final. */
import { dayAfter } from "@wangge/calendar";
import { lastOf } from "./asked.ts";
import { termOn, type Rules } from "./rules.ts";
import type { Process } from "./process.ts";
import type { Dossier } from "./state.ts";
import type { Day, Delivery, PenaltyKind } from "./words.ts";

/** The day before which every remedy has run out; undefined while one is open or under way. */
export const finalDayOf = (state: Dossier): Day | undefined => {
  const { remedies, decision } = state;
  if (decision?.deliveredOn === undefined || decision.annulled === true) return undefined;
  if (remedies.some(({ until }) => until === undefined)) return undefined;
  const suit = remedies.findLast(({ kind }) => kind === "suit");
  if (suit !== undefined) return suit.until;
  const ends = (["reconsideration", "suit", "suitAfterReconsideration"] as const).flatMap((purpose) => {
    const deadline = lastOf(state, purpose);
    return deadline === undefined || deadline.status === "kept" ? [] : [deadline.lastDay];
  });
  return ends.length === 0 ? undefined : ends.reduce((latest, day) => (day > latest ? day : latest));
};

/** 公告送达: the day on which it counts as delivered; of all others the day itself. */
export const deliveredOn = (delivery: Delivery, on: Day, rules: Rules, process: Process): Day => {
  if (delivery.method !== "notice") return delivery.on;
  const period = termOn(rules, process, "noticeDelivery", on)?.value;
  return period === undefined ? delivery.on : rules.law.lastDay(delivery.on, period);
};

/** What of a decision is done and not paid. */
const DONE_BY_DECIDING: readonly PenaltyKind[] = ["warning", "fine"];

/** What is still to be performed besides money. Confiscation in money is paid; of things it is performed. */
export const toPerform = ({ decision, execution }: Dossier): readonly string[] =>
  (decision?.penalty.kinds ?? []).filter(
    (kind) =>
      !DONE_BY_DECIDING.includes(kind) &&
      !(kind === "confiscation" && (decision?.penalty.confiscated ?? 0) > 0) &&
      !execution.performed.includes(kind),
  );

/** The day after which the same length of time lies as between the two. */
export const putOff = (day: Day, from: Day, until: Day): Day =>
  dayAfter(day, (Date.parse(until) - Date.parse(from)) / 86_400_000);
