import { CalendarError, dayOf } from "@wangge/calendar";
import { Day } from "@wangge/contracts";
import { action, reject, type Clock } from "@wangge/kit";
import { z } from "zod";
import { Period } from "../../app/editions.ts";
import { StatuteEditionSchema } from "../../app/law-data.ts";
import { STATUTES, type LawBook } from "../../domain/law/index.ts";

/** `2021-09-12/2021-09-20`, several with commas, the last one perhaps without an end: an address has no objects. */
const Pauses = z
  .string()
  .transform((text): { from: string; until?: string | undefined }[] =>
    text.split(",").map((one) => {
      const [from = "", until = ""] = one.split("/");
      return { from, until: until === "" ? undefined : until };
    }),
  )
  .pipe(z.array(z.strictObject({ from: Day, until: Day.optional() })).max(20))
  .optional()
  .describe("中止: FROM/UNTIL, UNTIL being the first day counted again; FROM/ where it still rests");

/** Whoever asks may name any year: that it is not loaded is then no trouble of ours. @throws enforcement.law.year_not_counted */
const counted = <T>(count: () => T): T => {
  try {
    return count();
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    throw reject("enforcement.law.year_not_counted", error.message, error.details);
  }
};

/** 法律参数: what the statutes say in figures on a day, and how days are counted. */
export const lawActions = ({ law, clock }: { readonly law: LawBook; readonly clock: Clock }) => ({
  statute: action({
    rest: "GET /law/:statute",
    summary: "法律版本: the edition in force on a day, each figure with its article; `assumed`: supposed and not read",
    access: "public",
    input: z.strictObject({
      statute: z.enum(STATUTES).describe("行政处罚法, 行政强制法, 行政复议法, 行政诉讼法"),
      on: Day.optional().describe("as of this day; default today"),
    }),
    output: z.object({ edition: StatuteEditionSchema }),
    run: ({ statute, on = dayOf(clock.now()) }) => Promise.resolve({ edition: law.inForceOn(statute, on) }),
  }),
  lastDay: action({
    rest: "GET /law/last-day",
    summary: "期间届满日: the first day is not counted; a last day that is no working day rolls over to the next one",
    access: "public",
    input: z.strictObject({
      from: Day,
      amount: z.coerce.number().int().min(1).max(1_000),
      unit: Period.shape.unit,
      pauses: Pauses,
    }),
    output: z.object({
      lastDay: Day.optional().describe("absent while it rests with time left"),
      calendar: z.string().describe("the calendar edition that counted"),
      assumed: z
        .boolean()
        .describe(
          "暂定: the last day lies in a year whose holidays are not published yet; it counts on the regulation alone",
        ),
    }),
    run: ({ from, amount, unit, pauses = [] }) => {
      const lastDay = counted(() => law.lastDayWithPauses(from, { amount, unit }, pauses));
      const assumed = lastDay !== undefined && lastDay >= (law.assumedFrom ?? "9999");
      return Promise.resolve({ ...(lastDay === undefined ? {} : { lastDay }), calendar: law.calendar, assumed });
    },
  }),
});
