import { CommentReceivedV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { UpdateEvent, UpdateState } from "../domain/index.ts";

/** Of the district's own steps others know from dispatch; of a comment they learn that it is there. */
export const publishUpdates = (event: UpdateEvent, { id: commentId }: Stored<UpdateState>): readonly PublicEvent[] => {
  if (event.type !== "CommentKept") return [];
  const { report: reportId, grid, asksToReopen } = event.data;
  return [publicEvent(CommentReceivedV1, { commentId, reportId, grid, asksToReopen, receivedAt: event.at })];
};
