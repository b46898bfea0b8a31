import {
  CaseAssignedV1,
  CaseClosedV1,
  CaseFiledV1,
  CaseMergedV1,
  CaseRejectedV1,
  CaseReopenedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  ReporterNoticeDueV1,
} from "@wangge/contracts/events";
import { on, type EventHandler } from "@wangge/kit";
import type { AfterEnd, Filling } from "../../domain/index.ts";
import type { ReporterDeps } from "../../edge/reading.ts";
import type { Post } from "./post.ts";

export interface ProgressDeps {
  readonly post: Post;
  readonly reports: ReporterDeps["reports"];
  readonly afterEnd: (at: string) => AfterEnd;
}

const DAY_MS = 86_400_000;

/** What a reader of his own record, or of a case, is told, fact by fact. */
export const progressSubscriptions = ({ post, reports, afterEnd }: ProgressDeps): EventHandler[] => {
  const numberOf = async (reportId: string): Promise<string> => {
    const stored = await reports.load(reportId);
    return stored?.state.status === "accepted" ? stored.state.trackingNumber : "—";
  };
  const tell = (caseId: string, happening: string, filling: Filling, meta: Parameters<Post["tell"]>[1], id: string) =>
    post.tell({ reportId: caseId, happening, filling, event: id }, meta);

  return [
    on(CaseFiledV1, ({ caseId, category }, meta, { id }) => tell(caseId, "filed", { category }, meta, id)),
    on(CaseAssignedV1, ({ caseId, department, dueAt }, meta, { id }) =>
      tell(caseId, "assigned", { department, dueAt }, meta, id),
    ),
    on(CaseReturnedV1, ({ caseId, department }, meta, { id }) => tell(caseId, "returned", { department }, meta, id)),
    on(CaseReworkedV1, ({ caseId, dueAt }, meta, { id }) => tell(caseId, "reworked", { dueAt }, meta, id)),
    on(CaseRejectedV1, ({ caseId, reason }, meta, { id }) => tell(caseId, "rejected", { reason }, meta, id)),
    on(CaseClosedV1, ({ caseId, closedAt }, meta, { id }) => {
      const until = Date.parse(closedAt) + afterEnd(closedAt).reopenDays * DAY_MS;
      return tell(caseId, "closed", { reopenUntil: new Date(until).toISOString() }, meta, id);
    }),
    on(CaseMergedV1, async ({ caseId, into }, meta, { id }) =>
      tell(caseId, "merged", { into: await numberOf(into) }, meta, id),
    ),
    on(CaseReopenedV1, ({ caseId }, meta, { id }) => tell(caseId, "reopened", {}, meta, id)),
    on(ReporterNoticeDueV1, ({ reportId, role, purpose, readAt }, meta, { id }) =>
      tell(reportId, "read", { role, purpose, readAt }, meta, id),
    ),
  ];
};

export const progressEvents = [
  CaseFiledV1,
  CaseAssignedV1,
  CaseReturnedV1,
  CaseReworkedV1,
  CaseRejectedV1,
  CaseClosedV1,
  CaseMergedV1,
  CaseReopenedV1,
  ReporterNoticeDueV1,
] as const;
