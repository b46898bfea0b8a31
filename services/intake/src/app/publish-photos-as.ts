import { PhotoAddedV1, PhotoHiddenV1, PhotoRedactedV1, PhotoRemovedV1, PhotoShownV1 } from "@wangge/contracts/events";
import { publicEvent, type PublicEvent, type Stored } from "@wangge/kit";
import type { PhotoEvent, PhotoState } from "../domain/index.ts";

/** Where it was taken, what is in it, who sent it and why it is hidden stay here. */
export const publishPhotoAs = (
  event: PhotoEvent,
  { id: photoId, state }: Stored<PhotoState>,
): readonly PublicEvent[] => {
  const reportId = "reportId" in state ? state.reportId : undefined;
  // Nobody has heard of it: it has no report.
  if (reportId === undefined) return [];
  const which = { reportId, photoId };
  switch (event.type) {
    case "PhotoAdded":
    case "PhotoClaimed": {
      if (state.status !== "attached") return [];
      const { view, stage, channel, takenAt } = state;
      const about = { view, stage, channel, ...(takenAt === undefined ? {} : { takenAt }) };
      return [publicEvent(PhotoAddedV1, { ...which, ...about, addedAt: event.data.at })];
    }
    case "PhotoHidden":
      return [publicEvent(PhotoHiddenV1, { ...which, ground: event.data.ground, hiddenAt: event.data.at })];
    case "PhotoShown":
      return [publicEvent(PhotoShownV1, { ...which, shownAt: event.data.at })];
    case "PhotoRedacted":
      return [publicEvent(PhotoRedactedV1, { ...which, boxCount: event.data.boxes.length, redactedAt: event.data.at })];
    case "PhotoRemoved":
      return [publicEvent(PhotoRemovedV1, { ...which, removedAt: event.data.at })];
    case "PhotoUploaded":
    case "PhotoReserved":
    case "PhotoRequested":
    case "FetchDelayed":
    case "FetchGivenUp":
    case "WasteCleared":
      return [];
  }
};
