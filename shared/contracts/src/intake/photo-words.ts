import { z } from "zod";
import { ReportId, Ulid } from "../vocabulary.ts";

/** 近景, 远景, 参照物 */
export const PhotoView = z.enum(["near", "far", "reference"]).describe("近景, 远景, 参照物");
/** 上报时, 处置前, 处置后 */
export const PhotoStage = z.enum(["report", "before", "after"]).describe("上报, 处置前, 处置后");
export const HidingGround = z
  .enum(["privacy", "indecent", "unrelated", "misleading", "request"])
  .describe("隐私, 不雅, 无关, 失实, 本人申请");

export const PhotoId = Ulid.describe("照片编号: the id of one photo");

export const aboutPhoto = { reportId: ReportId, photoId: PhotoId } as const;
export const examplePhoto = { reportId: "01JD6Z0Q8V4Y7R2K3M5N6P8T9W", photoId: "01JD6Z0Q8V4Y7R2K3M5N6P8TA0" } as const;
