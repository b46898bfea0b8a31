import {
  PhotoReadV1,
  ReportAcceptedV1,
  ReportMergedV1,
  ReportRatedV1,
  ReportReopenedV1,
  ReporterErasedV1,
  ReporterNoticeDueV1,
  ReporterUnmaskedV1,
} from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type {
  AccessRecorded,
  AccessState,
  ReportAccepted,
  ReportEvent,
  ReporterEvent,
  ReporterState,
  ReportState,
} from "../domain/index.ts";

const acceptedFact = (reportId: string, data: ReportAccepted["data"]): PublicEvent => {
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
    selfHandledBy,
    at: acceptedAt,
  } = data;
  return publicEvent(ReportAcceptedV1, {
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
    ...(selfHandledBy === undefined ? {} : { selfHandledBy }),
    acceptedAt,
  });
};

/** What others learn of a report. The description stays here: people write names and numbers into it. */
export const publishAs = (event: ReportEvent, { id: reportId, state }: Stored<ReportState>): readonly PublicEvent[] => {
  if (state.status === "new") return [];
  const { grid } = state;
  switch (event.type) {
    case "ReportMerged": {
      const { into, at: mergedAt } = event.data;
      return [publicEvent(ReportMergedV1, { reportId, grid, into, mergedAt })];
    }
    case "ReportReopened": {
      const { at: reopenedAt, closedAt, times } = event.data;
      return [publicEvent(ReportReopenedV1, { reportId, grid, times, closedAt, reopenedAt })];
    }
    case "ReportRated": {
      const { at: ratedAt, score, endedAt } = event.data;
      return [publicEvent(ReportRatedV1, { reportId, grid, score, endedAt, ratedAt })];
    }
    case "DescriptionErased":
      return [];
    case "ReportAccepted":
      return [acceptedFact(reportId, event.data)];
  }
};
export const publishReporter = (
  event: ReporterEvent,
  { id: reportId }: Stored<ReporterState>,
): readonly PublicEvent[] =>
  event.type === "ReporterErased" ? [publicEvent(ReporterErasedV1, { reportId, erasedAt: event.data.at })] : [];

const publishPhotoRead = (
  { reports: [reportId], photoId, account, role, purpose, at: readAt }: AccessRecorded["data"],
  accessId: string,
): readonly PublicEvent[] =>
  reportId === undefined || photoId === undefined
    ? []
    : [publicEvent(PhotoReadV1, { reportId, photoId, accessId, account, role, purpose, readAt })];

/** Auditors learn which account; the resident learns which role of which department. */
export const publishAccess = (
  { data }: AccessRecorded,
  { id: accessId }: Stored<AccessState>,
): readonly PublicEvent[] => {
  const { kind, reports, account, role, department, purpose, fields, at } = data;
  if (kind === "erase") return [];
  if (kind === "photo") return publishPhotoRead(data, accessId);
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
