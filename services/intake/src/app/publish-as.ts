import { ReportAcceptedV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { ReportAccepted, ReportState } from "../domain/index.ts";

/** What others learn of a report. The description stays here: people write names and numbers into it. */
export const publishAs = ({ data }: ReportAccepted, { id: reportId }: Stored<ReportState>): readonly PublicEvent[] => {
  const { trackingNumber, kind, category, categoryScheme, grid, point, channel, at: acceptedAt } = data;
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
      acceptedAt,
    }),
  ];
};
