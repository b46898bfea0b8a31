/** After the end: 满意度, 重开, 复查 and 复核; and the taking away of words. */
import { begin, dueAfter, isWithin } from "../clock.ts";
import { mustBe, mustBeOf, mustBeOffice, refuse, textOf, type Existing } from "./asked.ts";
import type { Of } from "./commands.ts";
import type { MatterEvent } from "./events.ts";
import { firstTerm, handleTerm } from "./receive.ts";
import type { MatterParts } from "./rules.ts";

/** 评价. Only by the resident himself. */
export const rate = ({ at, stars }: Of<"RateMatter">, state: Existing): MatterEvent[] => {
  mustBe(state, "ended");
  if (!Number.isInteger(stars) || stars < 1 || stars > 5) throw refuse("rating_invalid", "From 1 to 5");
  if (state.rating !== undefined) throw refuse("rated_before", "It is rated once", { stars: state.rating.stars });
  return [{ type: "MatterRated", data: { stars, at } }];
};

/** Until when it may be reopened, counted from the instant of its end. Nothing where it may not. */
export const reopenUntil = ({ ended, rules, reopenings }: Existing, { calendar }: MatterParts): string | undefined => {
  if (ended === undefined || ended.outcome === "withdrawn" || ended.outcome === "converted") return undefined;
  return reopenings >= rules.reopen.times ? undefined : dueAfter(ended.at, rules.reopen.within, calendar);
};

/** 重开. Goes on where it was turned down or handled, with a clock of its own. */
export const reopen = ({ by, at, words }: Of<"ReopenMatter">, state: Existing, parts: MatterParts): MatterEvent[] => {
  if (by !== undefined) mustBeOffice(state, by);
  mustBe(state, "ended");
  if (state.reopenings >= state.rules.reopen.times)
    throw refuse("reopened_before", "It has been reopened as often as the rules allow");
  const until = reopenUntil(state, parts);
  if (until === undefined) throw refuse("not_reopenable", "What was taken back or converted is not reopened");
  if (Date.parse(at) >= Date.parse(until))
    throw refuse("reopen_too_late", "The time to reopen it has passed", { until });
  if (words === undefined) throw refuse("reason_missing", "A reopening says its reason");
  const isBack = state.accepted === undefined && state.rules.accept !== undefined;
  const [purpose, term] = isBack ? firstTerm(state) : (["handle", handleTerm(state)] as const);
  const clock = begin(purpose, term, at, parts.calendar);
  const status = isBack ? "received" : "inHand";
  return [{ type: "MatterReopened", data: { clock, status, at, ...textOf(words, at, state) } }];
};

/** Until when a review may be asked for, counted from the reply. Nothing where there is none, or no more. @throws calendar.year_not_loaded */
export const reviewUntil = ({ rules, replies, reviews, status }: Existing, { calendar }: MatterParts) => {
  const [step, given] = [rules.reviews[reviews], replies.at(-1)];
  if (step === undefined || given === undefined || (status !== "replied" && status !== "ended")) return undefined;
  return dueAfter(given.at, step.within, calendar);
};

/** 复查, then 复核: the petitioner asks, the superior of the body that replied looks again. */
export const askReview = (
  { by, at, to, words }: Of<"AskReview">,
  state: Existing,
  parts: MatterParts,
): MatterEvent[] => {
  mustBeOf(state, "complaint", "opinion");
  if (by !== undefined) mustBeOffice(state, by);
  mustBe(state, "replied", "ended");
  if (state.ended?.outcome === "withdrawn") throw refuse("not_now", "It was taken back", { status: state.status });
  const [step, given] = [state.rules.reviews[state.reviews], state.replies.at(-1)];
  if (step === undefined || given === undefined) throw refuse("no_review", "There is no (further) review of this");
  if (!isWithin(given.at, step.within, at, parts.calendar))
    throw refuse("review_too_late", "The time to ask for a review has passed");
  if (
    state.replies.some(({ department }) => department === to) ||
    ("against" in state.subject && state.subject.against === to)
  )
    throw refuse("self_review", "A body does not review its own reply", { to });
  if (words === undefined) throw refuse("reason_missing", "Who asks for a review says why");
  const clock = begin(state.reviews === 0 ? "review" : "rereview", step.term, at, parts.calendar);
  return [{ type: "ReviewAsked", data: { clock, to, step: state.reviews + 1, at, ...textOf(words, at, state) } }];
};

export const eraseWords = ({ accessId, at }: Of<"EraseWords">, state: Existing): MatterEvent[] =>
  state.texts.length > 0 ? [{ type: "WordsErased", data: { accessId, at } }] : [];
