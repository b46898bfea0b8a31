import { CaseId, Instant, Point } from "@wangge/contracts";
import { PhotoId } from "@wangge/contracts/events";
import { action, BytesAnswer, DomainError, idFrom, newId, type Actor, type Stored } from "@wangge/kit";
import { PHOTO_MEDIA } from "@wangge/kit/images";
import { Base64 } from "@wangge/kit";
import { z } from "zod";
import { PHOTO_FLAGS, PHOTO_KINDS, unknownPhoto, type AddedPhoto } from "../domain/handling-photo.ts";
import type { CaseState } from "../domain/index.ts";
import { type FieldEdge } from "./field.ts";
import { unknownCase } from "./case-edge.ts";
import { STAFF } from "./staff.ts";
import { Reason } from "./reason.ts";

const Kind = z.enum(PHOTO_KINDS).describe("处置前, 处置后, 近景, 远景, 参照物");

const PhotoEntry = z.object({
  photoId: PhotoId,
  caseId: CaseId,
  kind: Kind,
  attempt: z.int().describe("派遣次数: the order it belongs to"),
  width: z.int(),
  height: z.int(),
  takenAt: Instant.optional().describe("as the picture itself says"),
  point: Point.optional().describe("the same, rounded"),
  metresFromGrid: z.int().optional().describe("0: inside"),
  flags: z.array(z.enum(PHOTO_FLAGS)).describe("what is odd about it"),
  addedAt: Instant,
  addedBy: z.string(),
});

const entryOf = ({ id: photoId, state }: Stored<AddedPhoto>): z.input<typeof PhotoEntry> => {
  const { caseId, kind, attempt, width, height, takenAt, point, metresFromGrid, flags, addedAt, addedBy } = state;
  return {
    photoId,
    caseId,
    kind,
    attempt,
    width,
    height,
    ...(takenAt === undefined ? {} : { takenAt }),
    ...(point === undefined ? {} : { point: { ...point } }),
    ...(metresFromGrid === undefined ? {} : { metresFromGrid }),
    flags: [...flags],
    addedAt,
    addedBy: addedBy.account,
  };
};

const JPEG = "image/jpeg";

/** 处置照片: of whoever works on a case or checks it. They show; no clock is moved by them. */
export const handlingPhotoActions = ({ photos, cases, roster, clock, mayKnow, handles }: FieldEdge) => {
  const rules = photos.rulesAt(clock.now());
  const ById = z.strictObject({ caseId: CaseId });

  type Known = Exclude<CaseState, { readonly status: "new" }>;
  const known = async (caseId: string, actor: Actor | undefined): Promise<Known> => {
    const state = (await cases.load(caseId))?.state;
    if (state === undefined || state.status === "new" || !mayKnow(state, actor)) throw unknownCase(caseId);
    return state;
  };

  /** Who works on it, who looks at it in his grid, or who checks it for the district. */
  const mayAdd = (state: Known, actor: Actor | undefined): boolean =>
    actor === undefined ||
    actor.roles.some((role) => role === "supervisor" || role === "admin") ||
    handles(state, actor) ||
    (actor.worker !== undefined && roster.isWorkerOf(state.grid, actor.worker));

  const found = async (caseId: string, photoId: string): Promise<Stored<AddedPhoto>> => {
    const stored = await photos.store.load(photoId);
    if (stored?.state.status !== "added" || stored.state.caseId !== caseId) throw unknownPhoto();
    return { ...stored, state: stored.state };
  };

  return {
    addHandlingPhoto: action({
      rest: "POST /cases/:caseId/photos",
      summary:
        "处置照片: before, after, near, far or reference; time and place are read from the picture, and kept rounded",
      access: ["gridWorker", "department", "supervisor"],
      status: 201,
      media: PHOTO_MEDIA,
      bodyBytes: rules.maxBytes,
      input: ById.extend({ kind: Kind, content: Base64.max(Math.ceil(rules.maxBytes / 3) * 4) }),
      output: PhotoEntry,
      run: async ({ caseId, kind, content }, { actor, meta, idempotencyKey: key }) => {
        const state = await known(caseId, actor);
        if (!mayAdd(state, actor))
          throw new DomainError(
            "forbidden",
            "dispatch.photo.not_handler",
            "Photos are of who works on the case or checks it",
          );
        const by = {
          account: actor?.id ?? "service",
          ...(actor?.worker === undefined ? {} : { worker: actor.worker }),
          ...(actor?.department === undefined ? {} : { department: actor.department }),
        };
        const id = key === undefined ? newId() : idFrom("handling photo", key);
        const bringing = { id, caseId, kind, bytes: Buffer.from(content, "base64"), by };
        return entryOf(await photos.add(bringing, state, { ...meta, messageId: undefined, correlationId: caseId }));
      },
    }),
    handlingPhotos: action({
      rest: "GET /cases/:caseId/photos",
      summary: "处置照片列表, and which are still wanted for handling and for the check",
      access: STAFF,
      input: ById,
      output: z.object({
        photos: z.array(PhotoEntry),
        missing: z.object({ handle: z.array(Kind), check: z.array(Kind) }),
      }),
      run: async ({ caseId }, { actor }) => {
        const { category } = await known(caseId, actor);
        const missing = async (step: "handle" | "check") => [...(await photos.missingPhotos(caseId, category, step))];
        return {
          photos: (await photos.ofCase(caseId)).map(entryOf),
          missing: { handle: await missing("handle"), check: await missing("check") },
        };
      },
    }),
    handlingPhoto: action({
      rest: "GET /cases/:caseId/photos/:photoId",
      summary: "查看处置照片: for staff who may know of the case",
      access: STAFF,
      answers: [JPEG],
      input: ById.extend({ photoId: PhotoId, size: z.enum(["full", "thumb"]).default("full") }),
      output: BytesAnswer,
      run: async ({ caseId, photoId, size }, { actor }) => {
        const about = await known(caseId, actor);
        const { content } = (await found(caseId, photoId)).state;
        return {
          mediaType: JPEG,
          content: (await photos.bytesOf(content, size)).toString("base64"),
          fileName: "photo.jpg",
          tag: content[size].split("/").slice(1).join("-"),
          cache: about.isPrivate === true ? ("none" as const) : ("revalidate" as const),
        };
      },
    }),
    removeHandlingPhoto: action({
      rest: "DELETE /cases/:caseId/photos/:photoId",
      summary:
        "删除处置照片, with a reason: what shows a person, or nothing of the matter; its bytes are gone for good",
      access: ["supervisor"],
      idempotent: true,
      input: ById.extend({ photoId: PhotoId, reason: Reason }),
      output: z.object({ photoId: PhotoId }),
      run: async ({ caseId, photoId, reason }, { actor, meta }) => {
        await known(caseId, actor);
        const stored = await photos.store.load(photoId);
        if (stored === undefined || stored.state.status === "none" || stored.state.caseId !== caseId)
          throw unknownPhoto();
        await photos.remove(photoId, reason, { ...meta, correlationId: caseId });
        return { photoId };
      },
    }),
  };
};
