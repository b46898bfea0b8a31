import { Worker } from "node:worker_threads";
import { CommunityCode, Day } from "@wangge/contracts";
import { action, DomainError } from "@wangge/kit";
import { z } from "zod";
import { divisionOperations, griddingCaseOf } from "../app/gridding.ts";
import { placeFinder } from "../app/questions.ts";
import {
  assess,
  compare,
  parametersOn,
  type GriddingOptions,
  type GriddingProblem,
  type Proposal,
} from "../domain/index.ts";
import * as view from "../view.ts";
import { askedBy, LEADERS, on, type Edge } from "./edge.ts";

const Division = z
  .array(z.array(z.string().max(40)).min(1).max(2_000))
  .min(1)
  .max(2_000)
  .describe("courtyards by grid: lists of their ids");

const Score = z.object({ total: z.number(), parts: z.record(z.string(), z.number()) });
const GridFigures = z.looseObject({
  blocks: z.array(z.string()).describe("courtyards"),
  households: z.int(),
  load: z.number(),
  pieces: z.int().describe("1: it hangs together"),
  isWithinBounds: z.boolean(),
  score: Score,
});
const AssessmentView = z.looseObject({
  score: Score.describe("less is better"),
  grids: z.array(GridFigures),
  isValid: z.boolean(),
  referenceLoad: z.number().describe("the load of each grid if all were alike"),
});
const ComparisonView = z.looseObject({
  before: AssessmentView,
  after: AssessmentView,
  change: Score.describe("after less before"),
  moves: z
    .array(z.object({ block: z.string(), households: z.int(), from: z.int().optional(), to: z.int().optional() }))
    .describe("courtyards that change their grid; grids by their place in before and after"),
  householdsMoved: z.int(),
});
const ProposalView = z.looseObject({
  grids: z.array(
    GridFigures.extend({ explanation: z.looseObject({ reasons: z.array(z.looseObject({ code: z.string() })) }) }),
  ),
});

/** A search longer than this is a mistake. */
const SEARCH_MS = 120_000;

const search = async (problem: GriddingProblem, options: GriddingOptions): Promise<Proposal> => {
  const worker = new Worker(new URL("../app/gridding-worker.ts", import.meta.url), {
    workerData: { problem, options },
  });
  try {
    return await new Promise<Proposal>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new DomainError("unavailable", "registry.gridding.too_long", "The search took too long"));
      }, SEARCH_MS);
      worker.once("message", (proposal: Proposal) => {
        clearTimeout(late);
        resolve(proposal);
      });
      worker.once("error", (error: Error) => {
        clearTimeout(late);
        reject(error instanceof Error ? error : new Error(String(error)));
      });
    });
  } finally {
    await worker.terminate();
  }
};

/** 网格划分. Proposals, what-if, and publishing a division. */
export const griddingActions = ({ registrar, look, mustBeOpen }: Edge) => {
  const { register, placesOn, parameters, today } = registrar;
  const caseOn = (code: string, day: string) => {
    const community = placeFinder(register, placesOn, day).community(code);
    return { community, ...griddingCaseOf(register, community, parametersOn(parameters, day), day) };
  };
  return {
    assessGridding: action({
      rest: "GET /gridding/:community",
      summary: "网格划分: today's grids of a community, by the measure that proposals are judged by",
      access: LEADERS,
      input: z.strictObject({ community: CommunityCode, on }),
      output: AssessmentView,
      run: look(({ community }, { day }) => {
        const { problem, today: division } = caseOn(community, day);
        return structuredClone(assess(problem, division)) as never;
      }),
    }),
    proposeGridding: action({
      rest: "POST /gridding/:community/proposals",
      summary: "网格划分: proposes grids for a community, explains each, and compares with today's",
      access: LEADERS,
      input: z.strictObject({
        community: CommunityCode,
        seed: z.int().default(1).describe("another one, another search"),
        effort: z.number().min(1).max(1_000).optional().describe("moves tried per courtyard"),
        on,
      }),
      output: z.looseObject({
        division: Division.describe("what `publish` takes"),
        proposal: ProposalView,
        comparison: ComparisonView,
      }),
      run: async ({ community, seed, effort, on: day = today() }) => {
        mustBeOpen();
        const { problem, today: before } = caseOn(community, day);
        const proposal = await search(problem, { seed, ...(effort === undefined ? {} : { effort }) });
        const division = proposal.grids.map(({ blocks }) => [...blocks]);
        return { division, proposal: proposal as never, comparison: compare(problem, before, division) as never };
      },
    }),
    publishGridding: action({
      rest: "POST /gridding/:community/divisions",
      summary: "网格划分: makes a division so from a day on; with dryRun only says what would happen",
      access: LEADERS,
      input: z.strictObject({
        community: CommunityCode,
        division: Division,
        effectiveFrom: Day,
        reason: z.string().trim().min(4).max(500),
        dryRun: z.boolean().default(false),
      }),
      output: view.RecordedView.extend({ comparison: ComparisonView }),
      run: async ({ community: code, division, effectiveFrom, reason, dryRun }, context) => {
        mustBeOpen();
        const { community, ...found } = caseOn(code, effectiveFrom);
        const comparison = compare(found.problem, found.today, division);
        const operations = divisionOperations(register, community, found, division, comparison.continues);
        const recorded = await registrar.record(
          { effectiveFrom, operations },
          { reason, ...askedBy(context, { code, division, effectiveFrom }), dryRun },
        );
        return { ...view.recordedView(recorded), comparison: comparison as never };
      },
    }),
  };
};
