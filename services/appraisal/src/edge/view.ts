import { Day, Instant } from "@wangge/contracts";
import { AppraisalId } from "@wangge/contracts/events";
import { dayAfter } from "@wangge/calendar";
import { z } from "zod";
import type { NamesOf } from "../adapters/names.ts";
import { read, shown, subtract, written, type SubjectKind } from "../domain/index.ts";

const Exact = z.string().describe("an exact number, `7/20`");
const Digest = z.string().describe("SHA-256, hex");

export const ItemView = z.object({
  indicator: z.string(),
  counters: z.record(z.string(), Exact).describe("计数项: what was counted"),
  numerator: Exact,
  denominator: Exact.optional(),
  value: Exact.optional().describe("absent: nothing can be said"),
  nothing: z.enum(["noDenominator", "tooFew"]).optional().describe("why there is no value"),
  points: Exact.optional().describe("0–100; absent: left out, its weight goes to the others"),
  weight: Exact.describe("percent"),
});

export const ResultView = z.object({
  subject: z.string(),
  rank: z.int().optional().describe("equal ones share it; absent: nothing can be said"),
  score: Exact.optional(),
  shown: z.string().optional().describe("the score for reading, two digits; the grade goes by the exact one"),
  grade: z.string().optional(),
  items: z.array(ItemView),
  bonuses: z.array(z.object({ code: z.string(), points: Exact })),
  vetoes: z.array(z.string()).describe("一票否决 that hold"),
});

/** Beside results: what those in them are called. */
export const NamesView = z
  .record(z.string(), z.object({ zh: z.string(), en: z.string() }))
  .describe("by code: what they are called; who is not in it is known by the code alone");

/** Names of those in some results, as of the last day of their period. */
export const namesFor = async (
  namesOf: NamesOf,
  { subjects, until }: { readonly subjects: SubjectKind; readonly until: string },
  results: readonly { readonly subject: string }[],
): Promise<z.input<typeof NamesView>> => {
  const codes = results.map(({ subject }) => subject);
  const names = await namesOf(subjects, dayAfter(until, -1), codes);
  return Object.fromEntries(
    codes.flatMap((code) => {
      const name = names.get(code);
      return name === undefined ? [] : [[code, { ...name }]];
    }),
  );
};

/** A score as people read it. */
export const withShown = <Result extends { readonly score?: string | undefined }>(result: Result) => ({
  ...result,
  ...(result.score === undefined ? {} : { shown: shown(read(result.score), 2) }),
});

/** Later minus earlier, as exact text; undefined where one of them is missing. */
export const differenceOf = (later: string | undefined, earlier: string | undefined): string | undefined => {
  if (later === undefined || earlier === undefined) return undefined;
  return written(subtract(read(later), read(earlier)));
};

export const ObjectionView = z.object({
  id: z.string(),
  subject: z.string(),
  by: z.string(),
  at: Instant,
  indicator: z.string().optional(),
  cases: z.array(z.string()),
  reason: z.string(),
  status: z.enum(["open", "upheld", "rejected", "appealed", "upheldOnAppeal", "rejectedOnAppeal"]),
  answeredBy: z.string().optional(),
  answer: z.string().optional(),
  appealBy: Instant.optional(),
});

export const AppraisalView = z.object({
  appraisalId: AppraisalId,
  card: z.string(),
  side: z.enum(["street", "subCentre", "zone", "work"]),
  from: Day,
  until: Day.describe("the first day after"),
  status: z.enum(["open", "frozen", "drafted", "noticed", "final", "published"]),
  asOf: Instant.optional().describe("截止: what had been said before counts"),
  noticeUntil: Instant.optional(),
  editions: z
    .array(
      z.object({
        edition: z.int(),
        dictionary: z.string(),
        card: z.string(),
        facts: z.object({ count: z.int(), digest: Digest }),
        digest: Digest,
        madeAt: Instant,
        madeBy: z.string(),
        because: z.string().optional(),
      }),
    )
    .optional(),
  published: z.array(
    z.object({ edition: z.int(), snapshot: Digest, previous: Digest.optional(), at: Instant, by: z.string() }),
  ),
  objections: z.array(ObjectionView).optional().describe("of the subject that you speak for; all, where you run it"),
  hidden: z
    .enum(["otherSide", "notYetMade", "notYetNoticed", "notYetPublished"])
    .optional()
    .describe("why results are not shown to you"),
});
