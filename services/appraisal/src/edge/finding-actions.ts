import { CaseId, Day } from "@wangge/contracts";
import { action, type Clock } from "@wangge/kit";
import { z } from "zod";
import type { NamesOf } from "../adapters/names.ts";
import type { Facts } from "../app/facts.ts";
import { spanOf } from "../app/reckoning.ts";
import { findingsOf, type DetectorRules, type Fact } from "../domain/index.ts";
import { mustBePeriod } from "./period-length.ts";
import { namesFor, NamesView } from "./view.ts";

interface Deps {
  readonly facts: Pick<Facts, "of">;
  readonly rulesAt: (at: string) => DetectorRules;
  readonly namesOf: NamesOf;
  readonly clock: Clock;
}

/** 异常识别 over HTTP: for who runs the appraisal of streets and for inspectors; those it is about are asked, not accused. */
export const findingActions = ({ facts, rulesAt, namesOf, clock }: Deps) => ({
  findings: action({
    rest: "GET /appraisal/findings",
    summary:
      "异常识别: split reports, mass self-handling, closings at the end of a period, return loops: reasons to look, which change no score",
    access: ["appraisalOfficer", "inspector", "districtGovernment"],
    input: z.strictObject({ from: Day, until: Day.describe("the first day after") }),
    output: z.object({
      findings: z.array(
        z.object({
          detector: z
            .enum(["split", "selfHandling", "endOfPeriod", "returnLoop"])
            .describe("拆分上报, 突击自行处置, 期末突击结案, 循环退回"),
          subject: z.string().describe("a worker or a department"),
          cases: z.array(z.union([CaseId, z.string()])),
        }),
      ),
      names: NamesView,
    }),
    run: async ({ from, until }) => {
      mustBePeriod({ from, until });
      const span = spanOf(from, until);
      const all: Fact[] = [];
      for await (const [, fact] of facts.of(new Set(["cases"]), span, clock.now())) all.push(fact);
      const found = findingsOf(all, span, rulesAt(clock.now()));
      const [workers, departments] = await Promise.all(
        (["worker", "department"] as const).map((subjects) => namesFor(namesOf, { subjects, until }, found)),
      );
      return { findings: structuredClone(found) as never, names: { ...workers, ...departments } };
    },
  }),
});
