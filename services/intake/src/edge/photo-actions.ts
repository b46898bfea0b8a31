import { Instant, ReportId } from "@wangge/contracts";
import { AddPhotoByUrl } from "@wangge/contracts/calls";
import { PhotoId, PhotoStage, PhotoView, type Channel } from "@wangge/contracts/events";
import {
  action,
  ANONYMOUS,
  BytesAnswer,
  DomainError,
  idFrom,
  newId,
  type Actor,
  type CallContext,
  type Role,
  isOffice,
} from "@wangge/kit";
import { PHOTO_MEDIA } from "@wangge/kit/images";
import { z } from "zod";
import type { Limit } from "../app/limits.ts";
import { unknownPhoto } from "../app/photos/claims.ts";
import { claimSecretOf } from "../app/photos/secrets.ts";
import { missingViews } from "../domain/index.ts";
import { contentUpTo, stageOfPhoto, tellsOfPhoto, toldOf } from "./photo-input.ts";
import { bytesOf, entryOf, foundPhoto, JPEG, PhotoEntry, publicContentOf } from "./photo-view.ts";
import { acceptedOf, unknownReport, type Accepted, type Reading, type ReporterDeps } from "./reading.ts";

interface Options {
  readonly staff: readonly Role[];
  /** @throws DomainError `intake.channel.not_yours` */
  readonly mayUse: (channel: Channel, actor: Actor | undefined) => void;
}

/** An id that a repeat of the request has too, so that the photo itself tells a repeat from another one. */
const idOf = ({ idempotencyKey }: CallContext): string =>
  idempotencyKey === undefined ? newId() : idFrom("photo", idempotencyKey);

const Uploaded = z.object({
  photoId: PhotoId,
  secret: z.string().describe("with it, `POST /reports` can name the photo; shown to nobody else"),
  expiresAt: Instant.describe("until then"),
  width: z.int(),
  height: z.int(),
});

/** 照片 of reports: sent, listed, seen. */
export const photoActions = (
  deps: ReporterDeps & { readonly limitPhotos: Limit },
  reading: Reading,
  { staff, mayUse }: Options,
) => {
  const { reports, photos, vault, limitPhotos, clock } = deps;
  const { rules } = photos;
  const media = { media: PHOTO_MEDIA, bodyBytes: rules.maxBytes } as const;

  /** 处置前后: only who handles the case, or the office, says so. */
  const maySay = async (
    stage: z.infer<typeof PhotoStage>,
    reportId: string,
    actor: Actor | undefined,
  ): Promise<void> => {
    if (stage === "report" || (actor !== undefined && (isOffice(actor) || (await reading.isHandler(reportId, actor)))))
      return;
    throw new DomainError(
      "forbidden",
      "intake.photo.not_handler",
      "Only who handles the case has photos of before and after",
    );
  };

  const known = async (reportId: string, actor: Actor | undefined): Promise<Accepted> => {
    const report = acceptedOf(await reports.load(reportId));
    if (report.state.visibility === "private" && actor === undefined) throw unknownReport();
    await reading.mayKnow(report, actor);
    return report;
  };

  const AddInput = z.strictObject({
    reportId: ReportId,
    ...tellsOfPhoto,
    ...stageOfPhoto,
    ...contentUpTo(rules.maxBytes),
  });

  const add = async ({ reportId, content, ...tells }: z.output<typeof AddInput>, context: CallContext) => {
    const { actor, meta } = context;
    const report = await known(reportId, actor);
    mayUse(tells.channel, actor);
    await maySay(tells.stage, reportId, actor);
    await limitPhotos(actor?.id ?? ANONYMOUS);
    const told = toldOf(tells, actor, clock.ms());
    const bytes = Buffer.from(content, "base64");
    const bringing = { id: idOf(context), bytes, told, fingerprint: photos.fingerprintOf(bytes, told, reportId) };
    const { id } = await photos.add(bringing, report, { ...meta, messageId: undefined, correlationId: reportId });
    const photo = await photos.photos.load(id);
    const entry = photo && entryOf(photo, report, actor, deps);
    if (entry === undefined) throw unknownPhoto();
    return entry;
  };

  const UploadInput = z.strictObject({ ...tellsOfPhoto, ...contentUpTo(rules.maxBytes) });

  const upload = async ({ content, ...tells }: z.output<typeof UploadInput>, context: CallContext) => {
    const { actor, meta } = context;
    mayUse(tells.channel, actor);
    await limitPhotos(actor?.id ?? ANONYMOUS);
    const told = toldOf({ ...tells, stage: "report" }, actor, clock.ms());
    const bytes = Buffer.from(content, "base64");
    const bringing = { id: idOf(context), bytes, told, fingerprint: photos.fingerprintOf(bytes, told, undefined) };
    const { id: photoId, state } = await photos.upload(bringing, { ...meta, messageId: undefined });
    // Repeated after its report has it: nothing is left to claim.
    if (state.status !== "waiting") throw unknownPhoto();
    const { expiresAt, width, height } = state;
    return { photoId, secret: claimSecretOf(vault, photoId), expiresAt, width, height };
  };

  return {
    addPhoto: action({
      rest: "POST /reports/:reportId/photos",
      summary: "添加照片: near, far or reference, of the report or before and after handling",
      access: staff,
      status: 201,
      ...media,
      input: AddInput,
      output: PhotoEntry,
      run: add,
    }),
    uploadPhoto: action({
      rest: "POST /photos",
      summary: "先传照片: ahead of its report, which names it by id and secret; unnamed it is removed",
      access: "public",
      status: 201,
      ...media,
      input: UploadInput,
      output: Uploaded,
      run: upload,
    }),
    photos: action({
      rest: "GET /reports/:reportId/photos",
      summary: "照片列表: the photos of a report, and which views are still wanted",
      access: "public",
      input: z.strictObject({ reportId: ReportId }),
      output: z.object({
        photos: z.array(PhotoEntry),
        missing: z.array(z.object({ stage: PhotoStage, view: PhotoView })).describe("三个照片: wanted, and not there"),
      }),
      run: async ({ reportId }, { actor }) => {
        const report = await known(reportId, actor);
        const isErased = report.state.descriptionErasedAt !== undefined;
        const where = { "state.reportId": reportId };
        // Some at the same time may have been one too many.
        const limit = rules.mostPerReport * 2;
        const found = isErased ? [] : await photos.photos.find({ where, limit, order: "oldest" });
        const entries = found.flatMap((photo) => entryOf(photo, report, actor, deps) ?? []);
        const there = entries.filter(({ status }) => status === "attached");
        return { photos: entries, missing: [...missingViews(rules, there)] };
      },
    }),
    photo: action({
      rest: "GET /photos/:photoId",
      summary:
        "查看照片: of a public report anybody, of a private one the office and who handles it; with its black boxes",
      access: "public",
      answers: [JPEG],
      input: z.strictObject({ photoId: PhotoId, size: z.enum(["full", "thumb"]).default("full") }),
      output: BytesAnswer,
      run: async ({ photoId, size }, { actor }) => {
        const found = await foundPhoto(photoId, actor, deps, reading);
        return bytesOf(found, publicContentOf(found), size, deps);
      },
    }),
    addPhotoByUrl: action({
      summary: "按网址添加照片: fetched in the background; a failure is noted at the report",
      access: "service",
      idempotent: true,
      input: AddPhotoByUrl.input,
      output: AddPhotoByUrl.output,
      run: async ({ reportId, url, point, ...tells }, { meta }) => {
        const report = acceptedOf(await reports.load(reportId));
        const told = { ...tells, point, stage: "report" as const };
        const photoId = await photos.request({ url, told }, report, { ...meta, messageId: undefined });
        photos.begin(photoId);
        return { photoId };
      },
    }),
  };
};
