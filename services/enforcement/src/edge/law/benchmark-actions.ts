import { dayOf } from "@wangge/calendar";
import { Day, Fen } from "@wangge/contracts";
import { action, type Clock } from "@wangge/kit";
import { z } from "zod";
import { BenchmarkSchema } from "../../app/benchmark-data.ts";
import { Text } from "../../app/editions.ts";
import { benchmarkFor, benchmarkOn, type BenchmarkEdition } from "../../domain/benchmark/index.ts";
import type { LawBook } from "../../domain/law/index.ts";

const Answer = z.object({
  benchmark: z.string(),
  standIn: z.boolean().describe("true: made for this project, not the district's own"),
  law: z.string().describe("the edition of the penalty law whose circumstances counted"),
  norm: z.string(),
  band: z.string().describe("裁量阶次"),
  outcome: z.enum(["fine", "exempt", "mayExempt"]),
  range: z.object({ least: Fen, most: Fen }),
  proposed: Fen.describe("in fen"),
  reasons: z.array(
    z.object({ rule: z.string(), text: Text, article: z.string().optional(), shift: z.number().optional() }),
  ),
});

interface Deps {
  readonly law: LawBook;
  readonly benchmarks: readonly BenchmarkEdition[];
  readonly clock: Clock;
}

/** 行政处罚裁量基准: to be read by everybody, and asked what it says of an act. */
export const benchmarkActions = ({ law, benchmarks, clock }: Deps) => ({
  benchmark: action({
    rest: "GET /benchmarks",
    summary: "裁量基准: the edition in force on a day, with the norms, facts and circumstances it goes by",
    access: "public",
    input: z.strictObject({ on: Day.optional().describe("as of this day; default today") }),
    output: z.object({ benchmark: BenchmarkSchema }),
    run: ({ on = dayOf(clock.now()) }) => Promise.resolve({ benchmark: benchmarkOn(benchmarks, on) }),
  }),
  askBenchmark: action({
    rest: "POST /benchmarks/:norm/amount",
    summary: "裁量计算: range, amount and reasons for an act; by the milder of the editions of act and decision",
    access: "public",
    idempotent: true,
    input: z
      .strictObject({
        norm: z.string().regex(/^norm-\d{4}$/, "norm-NNNN"),
        facts: z.record(z.string(), z.number().min(0).max(1e9)),
        circumstances: z.array(z.string()).max(20).default([]),
        committedOn: Day,
        endedOn: Day.optional().describe("of an act that lasted"),
        decidedOn: Day.optional().describe("default today"),
      })
      .refine(({ committedOn, endedOn = committedOn }) => committedOn <= endedOn, "an act ends after it begins"),
    output: Answer,
    run: ({ norm, facts, circumstances, committedOn, endedOn, decidedOn = dayOf(clock.now()) }) => {
      const answer = benchmarkFor(benchmarks, law, { committedOn, endedOn }, decidedOn, {
        norm,
        facts,
        circumstances,
      });
      return Promise.resolve({ ...answer, reasons: [...answer.reasons] });
    },
  }),
});
