import { Instant, Point, ReportId } from "@wangge/contracts";
import { Channel, HidingGround, PhotoId, PhotoStage, PhotoView } from "@wangge/contracts/events";
import { isDomainError, type Actor, type BytesAnswer, type Stored, isOffice } from "@wangge/kit";
import { z } from "zod";
import type { PhotoRegister } from "../app/photo-register.ts";
import { unknownPhoto } from "../app/photos/claims.ts";
import { openSecrets } from "../app/photos/secrets.ts";
import { shownContent, type AttachedPhoto, type Content, type PhotoState } from "../domain/index.ts";
import { acceptedOf, type Accepted, type Reading, type ReporterDeps } from "./reading.ts";

/** 涂黑区域 */
export const Box = z
  .strictObject({ left: z.int().min(0), top: z.int().min(0), width: z.int().min(1), height: z.int().min(1) })
  .describe("in pixels of the photo, from its upper left corner");

export const PhotoEntry = z.object({
  photoId: PhotoId,
  reportId: ReportId,
  status: z.enum(["requested", "failed", "attached"]).describe("to be fetched, not to be had, there"),
  view: PhotoView,
  stage: PhotoStage,
  takenAt: Instant.optional(),
  width: z.int().optional(),
  height: z.int().optional(),
  channel: Channel.optional().describe("this and what follows: for staff"),
  point: Point.optional(),
  fromExif: z
    .array(z.enum(["takenAt", "point"]))
    .optional()
    .describe("what the picture itself said"),
  addedAt: Instant.optional(),
  problem: z.string().optional().describe("code of the reason why it could not be fetched"),
  hidden: z.object({ ground: HidingGround, note: z.string(), at: Instant }).optional(),
  boxes: z.array(Box).optional().describe("blackened"),
});
export type PhotoEntry = z.input<typeof PhotoEntry>;

type Known = Extract<PhotoState, { readonly reportId: string; readonly fingerprint: string }>;

const isKnown = (state: PhotoState): state is Known => "reportId" in state && "fingerprint" in state;

const publicEntryOf = (photoId: string, state: Known): PhotoEntry => {
  const { reportId, status, view, stage, takenAt } = state;
  const size = state.status === "attached" ? { width: state.width, height: state.height } : {};
  return { photoId, reportId, status, view, stage, ...(takenAt === undefined ? {} : { takenAt }), ...size };
};

const MOST_OF_MANY = 5_000;

/** The photos of public reports that everybody may see, by report. One read for all of them. */
export const publicPhotosOf = async (
  reports: readonly Accepted[],
  { photos, vault }: Pick<ReporterDeps, "photos" | "vault">,
): Promise<ReadonlyMap<string, string[]>> => {
  const known = new Map(
    reports.filter(({ state }) => state.descriptionErasedAt === undefined).map((report) => [report.id, report]),
  );
  if (known.size === 0) return new Map();
  const where = { "state.reportId": { in: [...known.keys()] }, "state.status": "attached" };
  const found = await photos.photos.find({ where, limit: MOST_OF_MANY, order: "oldest" });
  const shown = found.flatMap((photo) => {
    const report = isKnown(photo.state) ? known.get(photo.state.reportId) : undefined;
    const entry = report === undefined ? undefined : entryOf(photo, report, undefined, { vault });
    return entry === undefined ? [] : [{ report: entry.reportId, photoId: entry.photoId }];
  });
  return new Map(
    [...Map.groupBy(shown, ({ report }) => report)].map(([id, all]) => [id, all.map(({ photoId }) => photoId)]),
  );
};

/** One photo as this actor may know of it; undefined where he may not. That he may know of the report is asked before. */
export const entryOf = (
  photo: Stored<PhotoState>,
  report: Accepted,
  actor: Actor | undefined,
  { vault }: Pick<ReporterDeps, "vault">,
): PhotoEntry | undefined => {
  const { id, state } = photo;
  if (!isKnown(state)) return undefined;
  const isHidden = state.status !== "attached" || state.hidden !== undefined;
  const isStaff = actor?.roles.some((role) => role !== "citizen") === true;
  if (!isStaff) return isHidden ? undefined : publicEntryOf(id, state);
  const seen = { ...publicEntryOf(id, state), channel: state.channel, fromExif: [...state.fromExif] };
  const secrets = openSecrets(vault, photo, report);
  const point = secrets?.point === undefined ? {} : { point: secrets.point };
  if (state.status === "requested") return { ...seen, ...point };
  if (state.status === "failed") return { ...seen, ...point, problem: state.code };
  if (state.hidden !== undefined && !isOffice(actor)) return undefined;
  const hidden = state.hidden === undefined ? {} : { hidden: state.hidden };
  const boxes = state.redaction === undefined ? {} : { boxes: [...state.redaction.boxes] };
  return { ...seen, ...point, addedAt: state.attachedAt, ...hidden, ...boxes };
};

export interface Found {
  readonly photo: Stored<PhotoState>;
  readonly state: AttachedPhoto;
  readonly report: Accepted;
}

/** A photo of a report that may be known of. @throws DomainError `intake.photo.unknown` in every other case, all alike */
export const foundPhoto = async (
  photoId: string,
  actor: Actor | undefined,
  { photos, reports }: Pick<ReporterDeps, "photos" | "reports">,
  { mayKnow }: Reading,
): Promise<Found> => {
  const photo = await photos.photos.load(photoId);
  if (photo?.state.status !== "attached") throw unknownPhoto();
  const { state } = photo;
  try {
    const report = acceptedOf(await reports.load(state.reportId));
    if (report.state.descriptionErasedAt !== undefined) throw unknownPhoto();
    if (report.state.visibility === "private" && actor === undefined) throw unknownPhoto();
    await mayKnow(report, actor);
    return { photo, state, report };
  } catch (error) {
    throw isDomainError(error) && error.kind === "missing" ? unknownPhoto() : error;
  }
};

/** `01JD…/01JE…/full`: the part in the middle is new whenever the content is. */
const tagOf = (name: string): string => name.split("/").slice(1).join("-");

export const JPEG = "image/jpeg";

/** @throws DomainError `intake.photo.unknown` where there is nothing to be seen */
export const bytesOf = async (
  { photo, report }: Pick<Found, "photo" | "report">,
  content: Content | undefined,
  size: keyof Content,
  { photos, vault }: { readonly photos: PhotoRegister } & Pick<ReporterDeps, "vault">,
): Promise<BytesAnswer> => {
  const secrets = openSecrets(vault, photo, report);
  const name = content?.[size];
  if (secrets === undefined || name === undefined) throw unknownPhoto();
  const bytes = await photos.contents.get(Buffer.from(secrets.key, "base64"), name);
  if (bytes === undefined) throw unknownPhoto();
  return {
    mediaType: JPEG,
    content: bytes.toString("base64"),
    fileName: "photo.jpg",
    tag: tagOf(name),
    cache: report.state.visibility === "private" ? "none" : "revalidate",
  };
};

export const publicContentOf = ({ state }: Found): Content => {
  const content = shownContent(state);
  if (content === undefined) throw unknownPhoto();
  return content;
};
