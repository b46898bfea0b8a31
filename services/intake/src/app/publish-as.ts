import {
  ReportAcceptedV1,
  ReportMergedV1,
  ReporterErasedV1,
  ReporterNoticeDueV1,
  ReporterUnmaskedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type {
  AccessRecorded,
  AccessState,
  ReportEvent,
  ReporterEvent,
  ReporterState,
  ReportState,
} from "../domain/index.ts";

/** What others learn of a report. The description stays here: people write names and numbers into it. */
export const publishAs = (event: ReportEvent, { id: reportId, state }: Stored<ReportState>): readonly PublicEvent[] => {
  if (event.type === "ReportMerged" && state.status === "accepted") {
    const { into, at: mergedAt } = event.data;
    return [publicEvent(ReportMergedV1, { reportId, grid: state.grid, into, mergedAt })];
  }
  if (event.type !== "ReportAccepted") return [];
  const {
    trackingNumber,
    kind,
    category,
    categoryScheme,
    grid,
    point,
    channel,
    via,
    visibility,
    at: acceptedAt,
  } = event.data;
  return [
    publicEvent(ReportAcceptedV1, {
      reportId,
      trackingNumber,
      kind,
      category,
      categoryScheme,
      grid,
      point,
      channel,
      ...(via === undefined ? {} : { via }),
      ...(visibility === "private" ? { visibility } : {}),
      acceptedAt,
    }),
  ];
};

export const publishReporter = (
  event: ReporterEvent,
  { id: reportId }: Stored<ReporterState>,
): readonly PublicEvent[] =>
  event.type === "ReporterErased" ? [publicEvent(ReporterErasedV1, { reportId, erasedAt: event.data.at })] : [];

/** Auditors learn which account; the resident learns which role of which department. */
export const publishAccess = (
  { data }: AccessRecorded,
  { id: accessId }: Stored<AccessState>,
): readonly PublicEvent[] => {
  const { kind, reports, account, role, department, purpose, fields, at } = data;
  if (kind === "erase") return [];
  return reports.flatMap((reportId) => [
    publicEvent(ReporterUnmaskedV1, {
      reportId,
      accessId,
      account,
      role,
      kind,
      purpose,
      fields: [...fields],
      unmaskedAt: at,
    }),
    publicEvent(ReporterNoticeDueV1, {
      reportId,
      accessId,
      role,
      ...(department === undefined ? {} : { department }),
      kind,
      purpose,
      readAt: at,
    }),
  ]);
};
