import { CategoryCode, DepartmentCode, GridCode, Instant, Point, ReportId } from "@wangge/contracts";
import { CaseStatus } from "@wangge/contracts/calls";
import { PhotoId } from "@wangge/contracts/events";
import { withoutPersonalNumbers } from "@wangge/kit";
import { z } from "zod";
import { isOpen, type PublicReport } from "../app/public-reports.ts";
import type { ReporterDeps } from "./reading.ts";
import { shownDescription } from "./reporter-view.ts";

/** A public report as everybody may see it: nothing of who reported it, numbers of people in its words masked. */
export const PublicReportView = z.object({
  reportId: ReportId,
  trackingNumber: z.string(),
  category: CategoryCode,
  description: z.string(),
  grid: GridCode,
  point: Point.optional(),
  address: z.string().optional(),
  acceptedAt: Instant,
  status: z.enum(["open", "closed"]),
  step: CaseStatus.optional().describe("absent until dispatch has taken it on"),
  department: DepartmentCode.optional().describe("责任部门"),
  dueAt: Instant.optional(),
  updatedAt: Instant,
  media: z.array(PhotoId).optional().describe("照片 that everybody may see: `GET /photos/{photoId}`"),
  mergedInto: ReportId.optional().describe("the older report that goes on for both"),
});

export const publicView = (one: PublicReport, deps: Pick<ReporterDeps, "vault">): z.input<typeof PublicReportView> => {
  const { report, progress } = one;
  const { trackingNumber, category, grid, point, acceptedAt, mergedInto, mergedAt } = report.state;
  const { address } = deps.vault.openWords(report.id, report.sealed) ?? {};
  return {
    reportId: report.id,
    trackingNumber,
    category,
    description: shownDescription(report, deps),
    grid,
    point,
    address: address === undefined ? undefined : withoutPersonalNumbers(address),
    acceptedAt,
    status: isOpen(one) ? "open" : "closed",
    step: progress?.status,
    department: progress?.department,
    dueAt: progress?.dueAt,
    updatedAt: [progress?.updatedAt, mergedAt].reduce<string>((last, at = "") => (at > last ? at : last), acceptedAt),
    mergedInto,
  };
};
