import { reject } from "@wangge/kit";
import { acceptedOf, type Accepted, type ReporterDeps } from "../edge/reading.ts";
import { cellsAround, distance, isNear, type DuplicateRule, type Spot } from "../domain/index.ts";
import { isOpen, type PublicDeps, type PublicReport } from "./public-reports.ts";

const HOUR_MS = 3_600_000;
/** Looked at; of very many in one place the newest count. */
const MOST_READ = 200;
const MOST_OFFERED = 5;

export interface Similar extends PublicReport {
  /** Metres; undefined where one of the two knows only its grid. */
  readonly distance: number | undefined;
}

/** Open public reports of the category, near enough and young enough to be the same thing: the nearest first. */
export const similarReports =
  ({ reports, progressOfMany }: PublicDeps) =>
  async (category: string, spot: Spot, rule: DuplicateRule, now: number): Promise<readonly Similar[]> => {
    const found = await reports.find({
      where: {
        "state.cell": { in: cellsAround(spot, rule.radius) },
        "state.category": category,
        "state.visibility": "public",
        "state.acceptedAt": { gte: new Date(now - rule.hours * HOUR_MS).toISOString() },
      },
      limit: MOST_READ,
    });
    const near = found.map((stored) => acceptedOf(stored)).filter(({ state }) => isNear(spot, state, rule));
    const progress = await progressOfMany(near.map(({ id }) => id));
    return near
      .map((report) => ({ report, progress: progress.get(report.id), distance: distance(spot, report.state) }))
      .filter(isOpen)
      .toSorted((one, other) => (one.distance ?? rule.radius) - (other.distance ?? rule.radius))
      .slice(0, MOST_OFFERED);
  };

/** 受影响人数: how many have said so: the report, those merged into it, and who follows it. */
export const affectedBy =
  ({ reports, followers }: Pick<ReporterDeps, "reports" | "followers">) =>
  async (reportId: string): Promise<number> => {
    const subject = `report/${reportId}`;
    const [merged, following] = await Promise.all([
      reports.countBy("state.mergedInto", { "state.mergedInto": reportId }),
      followers.countBy("state.subject", { "state.subject": subject }),
    ]);
    return 1 + (merged.get(reportId) ?? 0) + (following.get(subject) ?? 0);
  };

/** The report that goes on for this one in the end. Ends, since a report is merged into older ones only. */
export const rootOf = async (reports: PublicDeps["reports"], reportId: string): Promise<Accepted> => {
  const report = acceptedOf(await reports.load(reportId));
  return report.state.mergedInto === undefined ? report : rootOf(reports, report.state.mergedInto);
};

/**
 * What a report is merged into when somebody names `into`: the report that goes on for that one.
 * @throws DomainError `intake.report.merge_itself`, `intake.report.merge_younger`
 */
export const mergeTarget = async (
  reports: PublicDeps["reports"],
  reportId: string,
  into: string,
): Promise<Accepted> => {
  if (reportId === into) throw reject("intake.report.merge_itself", "A report is not merged into itself");
  const root = await rootOf(reports, into);
  if (root.id === reportId) throw reject("intake.report.merge_itself", "It goes on for the other one already");
  if (root.id > reportId)
    throw reject("intake.report.merge_younger", "The younger report is merged into the older one", { older: reportId });
  return root;
};
