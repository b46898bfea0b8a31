import { CategoryCode, GridCode, Instant, ReportId } from "@wangge/contracts";
import type { Place } from "@wangge/contracts/calls";
import { action, reject } from "@wangge/kit";
import { z } from "zod";
import type { Categories } from "../app/categories.ts";
import { publicReports, type PublicDeps } from "../app/public-reports.ts";
import { affectedBy, mergeTarget, similarReports } from "../app/similar.ts";
import { dayOf } from "../domain/index.ts";
import { publicPhotosOf } from "./photo-view.ts";
import { PublicReportView, publicView } from "./public-view.ts";
import type { Reading, ReporterDeps } from "./reading.ts";
import { categoryOf, placeOf, ReportInput } from "./report-input.ts";

export interface SimilarDeps extends ReporterDeps, PublicDeps {
  readonly categories: Categories;
  readonly gridsOf: (places: readonly Place[]) => Promise<readonly (string | undefined)[]>;
}

const MOST_LISTED = 1000;

const Offered = PublicReportView.extend({
  distance: z.number().optional().describe("metres; absent where only the grid is known"),
  affected: z.int().describe("how many people have said so: reports that were merged into it, and followers"),
});

/** Similar reports: offered before filing, followed instead of filed, merged when it was filed all the same. */
export const similarActions = (deps: SimilarDeps, { mayKnow }: Pick<Reading, "mayKnow">) => {
  const { reports, categories, gridsOf, clock } = deps;
  const find = similarReports(deps);
  const list = publicReports(deps);

  const affected = affectedBy(deps);

  return {
    similar: action({
      rest: "POST /reports/similar",
      summary:
        "相似上报: before filing, open public reports of the same thing nearby, by the category's radius and time",
      access: "public",
      idempotent: true,
      input: ReportInput.pick({ category: true, categoryScheme: true, point: true, grid: true }),
      output: z.object({ reports: z.array(Offered) }),
      run: async (input) => {
        const { category } = categoryOf(input, categories);
        const [grid] = await gridsOf([placeOf(input)]);
        if (grid === undefined)
          throw reject("intake.report.outside_district", "This place is not in the district's grids");
        const { duplicates } = categories.rulesOf(category, dayOf(clock.now()));
        const found = await find(category.code, { point: input.point, grid }, duplicates, clock.ms());
        return {
          reports: await Promise.all(
            found.map(async ({ distance, ...one }) => ({
              ...publicView(one, deps),
              ...(distance === undefined ? {} : { distance: Math.round(distance) }),
              affected: await affected(one.report.id),
            })),
          ),
        };
      },
    }),
    publicReports: action({
      rest: "GET /public/reports",
      summary: "Public reports, newest first, a page at a time; private ones are in no answer",
      access: "public",
      input: z.strictObject({
        number: z.array(z.string().max(40)).max(200).optional().describe("受理编号: these alone"),
        category: z.array(CategoryCode).max(200).optional(),
        grid: z.array(GridCode).max(200).optional(),
        since: Instant.optional(),
        until: Instant.optional(),
        status: z.enum(["open", "closed"]).optional(),
        after: ReportId.optional().describe("the last reportId of the page before"),
        limit: z.int().min(1).max(MOST_LISTED).default(50),
      }),
      output: z.object({ reports: z.array(PublicReportView), next: ReportId.optional() }),
      run: async ({ number: numbers, category, grid: grids, ...query }) => {
        const { reports: found, next } = await list({ ...query, numbers, categories: category, grids });
        const media = await publicPhotosOf(
          found.map(({ report }) => report),
          deps,
        );
        return {
          reports: found.map((one) => {
            const shown = media.get(one.report.id);
            return { ...publicView(one, deps), ...(shown === undefined ? {} : { media: shown }) };
          }),
          next,
        };
      },
    }),
    merge: action({
      rest: "POST /reports/:reportId/merge",
      summary: "并件: the same thing as an older report, which goes on for both; both numbers stay good",
      access: ["clerk", "dispatcher", "supervisor"],
      idempotent: true,
      input: z.strictObject({ reportId: ReportId, into: ReportId }),
      output: z.object({ reportId: ReportId, into: ReportId, affected: z.int() }),
      run: async ({ reportId, into }, { actor, meta }) => {
        const target = await mergeTarget(reports, reportId, into);
        await mayKnow(target, actor);
        const data = { into: target.id, intoVisibility: target.state.visibility };
        await reports.handle(
          reportId,
          { type: "MergeReport", data, at: clock.now() },
          { ...meta, messageId: undefined },
        );
        return { reportId, into: target.id, affected: await affected(target.id) };
      },
    }),
  };
};
