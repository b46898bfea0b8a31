/** 听取: the party was told, heard, and got nothing heavier for it; who judged had not investigated. */
import type { EventOf } from "../dossier/index.ts";
import { allOf, articleOn, check, figureOn, investigatorsBefore, lastBefore, verdictOf } from "./course.ts";
import type { Check, Placed, Proceeding } from "./terms.ts";

type Decided = Placed<EventOf<"Decided">>;
type Informed = Placed<EventOf<"PartyInformed">>;

const lastDayOf = ({ event }: Informed, purpose: string): string | undefined =>
  event.data.deadlines.find((one) => one.purpose === purpose)?.lastDay;

const defenceOf = (of: Proceeding, decided: Decided, informed: Informed): string => {
  const since = <Type extends "DefenceReceived" | "DefenceConsidered" | "DefenceWaived">(type: Type) => {
    const last = lastBefore(of, decided.entry, type);
    return last !== undefined && last.entry > informed.entry ? last.entry : 0;
  };
  if (since("DefenceReceived") > 0)
    return since("DefenceConsidered") > since("DefenceReceived") ? "considered" : "received";
  if (since("DefenceWaived") > 0) return "waived";
  return decided.on > (lastDayOf(informed, "defence") ?? "") ? "lapsed" : "open";
};

const hearingOf = (of: Proceeding, decided: Decided, informed: Informed): string => {
  const after = (type: "HearingRequested" | "HearingHeld" | "HearingForgone"): boolean =>
    (lastBefore(of, decided.entry, type)?.entry ?? 0) > informed.entry;
  if (after("HearingHeld")) return "held";
  if (after("HearingForgone")) return "forgone";
  if (after("HearingRequested")) return "requested";
  return decided.on > (lastDayOf(informed, "hearingRequest") ?? "") ? "lapsed" : "open";
};

const heard = (of: Proceeding, decided: Decided): readonly Check[] => {
  const { on, entry } = decided;
  const rule = articleOn(of, on, "informed");
  const proposed = lastBefore(of, entry, "PenaltyProposed");
  const informed = lastBefore(of, entry, "PartyInformed");
  if (informed === undefined || informed.entry < (proposed?.entry ?? 0))
    return [check("informed", decided, rule, { after: proposed?.entry ?? 0 }, {}, "breached")];
  const told = { entry: informed.entry };
  const defence = defenceOf(of, decided, informed);
  const checks = [
    check("informed", decided, rule, { after: proposed?.entry ?? 0 }, told, "met"),
    check(
      "heard",
      decided,
      articleOn(of, on, "heard"),
      { until: lastDayOf(informed, "defence") ?? "" },
      { defence },
      verdictOf(["considered", "waived", "lapsed"].includes(defence)),
    ),
  ];
  const until = lastDayOf(informed, "hearingRequest");
  const right = figureOn(of, informed.on, "hearingCases");
  if (until === undefined || right === undefined) return checks;
  const hearing = hearingOf(of, decided, informed);
  const verdict = verdictOf(["held", "forgone", "lapsed"].includes(hearing));
  return [...checks, check("hearing", decided, right.rule, { until }, { hearing }, verdict)];
};

const notHeavier = (of: Proceeding, decided: Decided): readonly Check[] => {
  const figure = figureOn(of, decided.on, "noAggravation");
  const informed = lastBefore(of, decided.entry, "PartyInformed");
  const told = informed && lastBefore(of, informed.entry, "PenaltyProposed")?.event.data.penalty;
  if (figure === undefined || told === undefined) return [];
  const { fine, confiscated, kinds } = decided.event.data.penalty;
  const isMet =
    fine <= told.fine && confiscated <= told.confiscated && kinds.every((kind) => told.kinds.includes(kind));
  const required = { fine: told.fine, confiscated: told.confiscated, kinds: told.kinds };
  return [check("notAggravated", decided, figure.rule, required, { fine, confiscated, kinds }, verdictOf(isMet))];
};

const reviewed = (of: Proceeding, decided: Decided): readonly Check[] => {
  const figure = figureOn(of, decided.on, "legalReview");
  const proposed = lastBefore(of, decided.entry, "PenaltyProposed");
  if (figure === undefined || proposed?.event.data.finding !== "penalty") return [];
  const isHeard = (lastBefore(of, decided.entry, "HearingHeld")?.entry ?? 0) > proposed.entry;
  const grounds: readonly string[] = [...proposed.event.data.reviewGrounds, ...(isHeard ? ["hearing"] : []), "every"];
  const cases = grounds.filter((ground) => (figure.value as readonly string[]).includes(ground));
  if (cases.length === 0) return [];
  const review = lastBefore(of, decided.entry, "LegallyReviewed");
  const by = review?.event.data.by.account;
  const isMet =
    review !== undefined &&
    by !== undefined &&
    review.entry > proposed.entry &&
    review.event.data.passed &&
    !investigatorsBefore(of, review.entry).has(by);
  const found = review === undefined ? {} : { by, entry: review.entry, passed: review.event.data.passed };
  return [check("review", decided, figure.rule, { cases }, found, verdictOf(isMet))];
};

const discussed = (of: Proceeding, decided: Decided): readonly Check[] => {
  const figure = figureOn(of, decided.on, "collectiveDiscussion");
  const proposed = lastBefore(of, decided.entry, "PenaltyProposed");
  if (figure === undefined || proposed?.event.data.needsDiscussion !== true) return [];
  const held = lastBefore(of, decided.entry, "CollectivelyDiscussed");
  const least = held === undefined ? of.districtOn(decided.on) : of.districtOn(held.on);
  const required = { members: least.discussion.members };
  if (held === undefined || held.entry < proposed.entry)
    return [check("discussion", decided, figure.rule, required, {}, "breached")];
  const { members, inFavour, against } = held.event.data;
  const investigators = investigatorsBefore(of, held.entry);
  const isMet =
    new Set(members).size >= required.members &&
    inFavour > against &&
    inFavour + against <= members.length &&
    !members.some((member) => investigators.has(member));
  const found = { entry: held.entry, members: new Set(members).size, inFavour, against };
  return [check("discussion", decided, figure.rule, required, found, verdictOf(isMet))];
};

const impartial = (of: Proceeding, decided: Decided): Check => {
  const { by, body } = decided.event.data;
  const { account } = by;
  const hasInvestigated = investigatorsBefore(of, decided.entry).has(account);
  const isMet = !hasInvestigated && by.body === body;
  return check(
    "decider",
    decided,
    articleOn(of, decided.on, "decider"),
    { body },
    { by: account, body: by.body, hasInvestigated },
    verdictOf(isMet),
  );
};

const hearings = (of: Proceeding): readonly Check[] =>
  allOf(of, "HearingScheduled").flatMap((placed) => {
    const { chair, members, on: day, deadlines } = placed.event.data;
    const checks: Check[] = [];
    const notice = deadlines.find(({ purpose }) => purpose === "hearingNotice");
    if (notice !== undefined) {
      const { edition, article, from, period } = notice;
      const earliest = of.law.earliestAfter(from, period);
      checks.push(
        check("hearingNotice", placed, { edition, article }, { earliest }, { on: day }, verdictOf(day >= earliest)),
      );
    }
    const figure = figureOn(of, placed.on, "chairNotInvestigator");
    const investigators = investigatorsBefore(of, placed.entry);
    if (figure !== undefined) {
      const partial = [chair, ...members].filter((account) => investigators.has(account));
      checks.push(
        check(
          "chair",
          placed,
          figure.rule,
          { investigators: [] },
          { investigators: partial },
          verdictOf(partial.length === 0),
        ),
      );
    }
    return checks;
  });

export const checksOfHearing = (of: Proceeding): readonly Check[] => [
  ...hearings(of),
  ...allOf(of, "Decided").flatMap((decided) => [
    ...(decided.event.data.finding === "penalty" ? [...heard(of, decided), ...notHeavier(of, decided)] : []),
    ...reviewed(of, decided),
    ...discussed(of, decided),
    impartial(of, decided),
  ]),
];
