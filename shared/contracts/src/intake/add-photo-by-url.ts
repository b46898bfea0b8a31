import { z } from "zod";
import { defineCall } from "../call.ts";
import { Instant, Point, ReportId } from "../vocabulary.ts";
import { PhotoId, PhotoView } from "./photo-words.ts";
import { Channel } from "./report-accepted.v1.ts";

/**
 * A photo that lies at an address of the internet, such as the `media_url` of Open311: intake fetches it in the background, with
 * retries. Never fails for what lies there: that stands in the list of the report's photos. The same address twice is one photo.
 */
export const AddPhotoByUrl = defineCall({
  name: "intake.addPhotoByUrl",
  input: z.strictObject({
    reportId: ReportId,
    url: z.string().min(1).max(2000).describe("http or https; anything else fails later, in the background"),
    view: PhotoView.default("near"),
    channel: Channel.default("web"),
    takenAt: Instant.optional(),
    point: Point.optional(),
  }),
  output: z.object({ photoId: PhotoId }),
});
