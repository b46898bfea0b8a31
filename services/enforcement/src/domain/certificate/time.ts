/** 何时: every last day is counted as the law of its day says, and what binds the body was done by then. */
import { dayAfter } from "@wangge/calendar";
import type { DossierEvent } from "../dossier/index.ts";
import type { Day, Deadline } from "../dossier/words.ts";
import { limitationOf } from "../law/index.ts";
import { allOf, check, deadlinesIn, openedIn, verdictOf } from "./course.ts";
import type { Check, Placed, Proceeding, Verdict } from "./terms.ts";

const nameOf = ({ purpose, of }: Deadline): string => (of === undefined ? purpose : `${purpose}:${of}`);

/** Days that were granted, or follow from a sum, are counted through: they do not roll over. */
const isGranted = ({ purpose, of }: Deadline): boolean =>
  purpose === "surchargeCap" || (purpose === "payment" && of !== undefined);
/** 立即: a holiday does not put it off either. */
const isCountedThrough = (deadline: Deadline): boolean => isGranted(deadline) || deadline.purpose === "release";

const knowsPeriod = (
  { law, districtOn }: Proceeding,
  { edition, article, period, from }: Deadline,
  on: Day,
): boolean => {
  const isThis = (value: unknown): boolean => {
    const { amount, unit } = (value ?? {}) as Partial<Deadline["period"]>;
    return amount === period.amount && unit === period.unit;
  };
  if (edition.startsWith("district@"))
    return [districtOn(on), districtOn(from)].some(
      (rules) => rules.version === edition && isThis((rules.periods as Readonly<Record<string, unknown>>)[article]),
    );
  return Object.values(law.edition(edition).figures).some(
    (figure) => figure?.article === article && isThis(figure.value),
  );
};

const counting = (of: Proceeding, placed: Placed): readonly Check[] =>
  deadlinesIn(placed.event).map((deadline) => {
    const { from, period, lastDay, edition, article } = deadline;
    const counted = isCountedThrough(deadline) ? dayAfter(from, period.amount) : of.law.lastDay(from, period);
    const isMet = counted === lastDay && (isGranted(deadline) || knowsPeriod(of, deadline, placed.on));
    const required = { from, amount: period.amount, unit: period.unit, lastDay: counted };
    return check("counting", placed, { edition, article }, required, { lastDay }, verdictOf(isMet), nameOf(deadline));
  });

/** The day that counts for the deadline: that of the thing itself, where it is told later. */
const dayOfDoing = ({ event, on }: Placed): Day => {
  if (event.type === "DecisionDelivered") return event.data.deliveredOn;
  if ("on" in event.data && typeof event.data.on === "string") return event.data.on;
  return on;
};

const ofWhat = ({ data }: DossierEvent): string | undefined =>
  "measureId" in data ? data.measureId : "paymentId" in data ? data.paymentId : undefined;

const outcome = (of: Proceeding, issued: Placed, deadline: Deadline, asOf: Day): readonly [Verdict, Day?] => {
  const term = of.rules.kept[deadline.purpose];
  if (term === undefined) return ["open"];
  const later = of.course.filter(({ entry }) => entry > issued.entry);
  for (const placed of later) {
    const { event } = placed;
    const isAnother = deadlinesIn(event).some((one) => nameOf(one) === nameOf(deadline));
    if (term.by.includes(event.type) && (deadline.of === undefined || ofWhat(event) === deadline.of)) {
      const day = dayOfDoing(placed);
      return [day <= deadline.lastDay ? "met" : "late", day];
    }
    if (isAnother) return [placed.on <= deadline.lastDay ? "superseded" : "late", placed.on];
    if (of.rules.ends.includes(event.type) && placed.on <= deadline.lastDay) return ["ended", placed.on];
  }
  if (asOf <= deadline.lastDay) return ["open"];
  return [term.binds ? "overdue" : "lapsed"];
};

const keeping = (of: Proceeding, placed: Placed, asOf: Day): readonly Check[] =>
  deadlinesIn(placed.event)
    .filter(({ purpose }) => of.rules.kept[purpose] !== undefined)
    .map((deadline) => {
      const [verdict, on] = outcome(of, placed, deadline, asOf);
      const { edition, article, lastDay } = deadline;
      const found = { ...(on === undefined ? {} : { on }) };
      return check("inTime", placed, { edition, article }, { lastDay }, found, verdict, nameOf(deadline));
    });

/** 当场实施: within the hours of the law the lead has said yes or no. */
const urgency = (of: Proceeding, asOf: string): readonly Check[] =>
  allOf(of, "PropertySeizedUrgently").map((placed) => {
    const { measureId, seizedAt, approval } = placed.event.data;
    const { edition, article } = approval;
    const hours = of.law.figure("compulsion", placed.on, "urgentApprovalHours");
    const by = new Date(Date.parse(seizedAt) + hours.value * 3_600_000).toISOString();
    const isCounted = by === approval.by && edition === hours.version && article === hours.article;
    const decided = allOf(of, "UrgentSeizureDecided").find(({ event }) => event.data.measureId === measureId);
    const { at, approved } = decided?.event.data ?? {};
    const verdict = at === undefined ? (asOf > by ? "overdue" : "open") : at <= by ? "met" : "late";
    const found = at === undefined ? {} : { at, approved };
    const rule = { edition: hours.version, article: hours.article };
    return check("urgentApproval", placed, rule, { by }, found, isCounted ? verdict : "breached", measureId);
  });

/** 追诉时效, on the day on which it was found. It does not roll over, so that it reaches beyond what calendars know. */
const limitation = (of: Proceeding): readonly Check[] =>
  allOf(of, "DossierFiled", "DecidedOnSpot").map((placed) => {
    const { act } = openedIn(of).event.data;
    const { lastDay, period } = limitationOf(of.law, act, placed.on);
    const rule = { edition: period.version, article: period.article };
    return check(
      "limitation",
      placed,
      rule,
      { foundBy: lastDay },
      { foundOn: act.foundOn },
      verdictOf(act.foundOn <= lastDay),
    );
  });

export const checksOfTime = (of: Proceeding): readonly Check[] => {
  const asOf = of.course.at(-1)?.on ?? "";
  return [
    ...of.course.flatMap((placed) => [...counting(of, placed), ...keeping(of, placed, asOf)]),
    ...urgency(of, of.course.at(-1)?.event.data.at ?? ""),
    ...limitation(of),
  ];
};
