import { Instant, Point } from "@wangge/contracts";
import { Channel, PhotoId, PhotoStage, PhotoView } from "@wangge/contracts/events";
import { Base64, DomainError, type Actor } from "@wangge/kit";
import { z } from "zod";
import type { Told } from "../app/photos/desk.ts";

/** What may be said of a photo that is sent: beside it in the query, as fields of a form, or in JSON. */
export const tellsOfPhoto = {
  view: PhotoView.default("near"),
  channel: Channel.default("web"),
  takenAt: Instant.optional().describe("absent: as the picture itself says"),
  lng: Point.shape.lng.optional().describe("where it was taken; absent: as the picture itself says"),
  lat: Point.shape.lat.optional(),
} as const;

export const stageOfPhoto = { stage: PhotoStage.default("report") } as const;

/** Room for bytes in base64. */
export const contentUpTo = (maxBytes: number) => ({ content: Base64.max(Math.ceil(maxBytes / 3) * 4) }) as const;

/** 先传照片: photos that a report brings along. */
export const claimsPhotos = {
  photos: z
    .array(z.strictObject({ photoId: PhotoId, secret: z.string().max(100) }))
    .optional()
    .describe("照片 that were uploaded ahead, each with the secret that came with its id"),
} as const;

type Tells = z.output<z.ZodObject<typeof tellsOfPhoto & typeof stageOfPhoto>>;

/** @throws DomainError `intake.photo.point`, `intake.photo.taken_later` */
export const toldOf = (
  { view, stage, channel, takenAt, lng, lat }: Tells,
  actor: Actor | undefined,
  nowMs: number,
): Told => {
  if ((lng === undefined) !== (lat === undefined))
    throw new DomainError("invalid", "intake.photo.point", "Give both lng and lat, or neither");
  // Clocks of telephones differ by minutes.
  if (takenAt !== undefined && Date.parse(takenAt) > nowMs + 600_000)
    throw new DomainError("invalid", "intake.photo.taken_later", "A photo that is still to be taken");
  const point = lng === undefined || lat === undefined ? undefined : { lng, lat };
  return { view, stage, channel, takenAt, point, addedBy: actor?.id };
};
