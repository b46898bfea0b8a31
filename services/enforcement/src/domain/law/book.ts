import { chinaCalendar, dayAfter, type Calendar } from "@wangge/calendar";
import { DomainError, reject } from "@wangge/kit/errors";
import compulsion from "../../../data/law/compulsion.json" with { type: "json" };
import litigation from "../../../data/law/litigation.json" with { type: "json" };
import penalty from "../../../data/law/penalty.json" with { type: "json" };
import reconsideration from "../../../data/law/reconsideration.json" with { type: "json" };
import { endOf, lastDayOf, lastDayPaused } from "./counting.ts";
import type { Day, EditionOf, Figure, LawBook, StatuteCode, StatuteEdition } from "./terms.ts";

const unavailable = (code: string, message: string, details: Readonly<Record<string, unknown>>): DomainError =>
  new DomainError("unavailable", `enforcement.law.${code}`, message, details);

/** The statutes as these editions have them, counted by this calendar. */
export const lawBook = (editions: readonly StatuteEdition[], calendar: Calendar): LawBook => {
  const { isWorkingDay } = calendar;
  const inOrder = editions.toSorted((one, other) => (one.effectiveFrom < other.effectiveFrom ? -1 : 1));

  const inForceOn = <Statute extends StatuteCode>(statute: Statute, day: Day): EditionOf<Statute> => {
    const held = inOrder.findLast((edition) => edition.statute === statute && edition.effectiveFrom <= day);
    if (held === undefined)
      throw reject("enforcement.law.not_loaded", "No edition of this statute is loaded for this day", { statute, day });
    return held as EditionOf<Statute>;
  };

  const figureIfAny: LawBook["figureIfAny"] = (statute, day, name) => {
    const { version, figures } = inForceOn(statute, day);
    const figure = figures[name] as Figure<never> | undefined;
    return figure === undefined ? undefined : { ...figure, version };
  };

  return {
    calendar: calendar.version,
    ...(calendar.assumedFrom === undefined ? {} : { assumedFrom: calendar.assumedFrom }),
    editions: inOrder,
    inForceOn,
    edition: (version) => {
      const found = editions.find((edition) => edition.version === version);
      if (found === undefined) throw unavailable("edition_unknown", "This edition is not loaded", { version });
      return found;
    },
    figureIfAny,
    figure: (statute, day, name) => {
      const figure = figureIfAny(statute, day, name);
      if (figure !== undefined) return figure;
      const { version } = inForceOn(statute, day);
      throw new DomainError("rule", "enforcement.law.no_figure", "This edition has no such rule", {
        version,
        figure: name,
      });
    },
    endOf: (from, period) => endOf(isWorkingDay, from, period),
    lastDay: (from, period) => lastDayOf(isWorkingDay, from, period),
    lastDayWithPauses: (from, period, pauses) => lastDayPaused(isWorkingDay, from, period, pauses),
    earliestAfter: (from, period) => dayAfter(endOf(isWorkingDay, from, period), 1),
  };
};

/** `app/law-data.ts` checks their shape when the service starts. */
const firstEditions = [...penalty, ...compulsion, ...reconsideration, ...litigation] as unknown as StatuteEdition[];

/** 法律库: the four statutes by their editions in `data/law`, and China's working days. */
export const firstLawBook: LawBook = lawBook(firstEditions, chinaCalendar);
