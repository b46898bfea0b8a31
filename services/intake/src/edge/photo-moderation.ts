import { HidingGround, PhotoId } from "@wangge/contracts/events";
import { action, BytesAnswer, withoutNumbers, type CallContext, type Role } from "@wangge/kit";
import { z } from "zod";
import { unknownPhoto } from "../app/photos/claims.ts";
import type { PhotoCommand } from "../domain/index.ts";
import { Box, bytesOf, entryOf, foundPhoto, JPEG, PhotoEntry } from "./photo-view.ts";
import type { Reading, ReporterDeps } from "./reading.ts";
import { Reason } from "./reporter-input.ts";

const OFFICE: readonly Role[] = ["clerk", "dispatcher", "supervisor"];

const Note = withoutNumbers(5, 300);

/** 照片审核: what others may see of a photo, and who looked at the rest of it. */
export const photoModeration = (deps: ReporterDeps, reading: Reading) => {
  const { photos, clock } = deps;
  const which = { photoId: PhotoId } as const;

  const entryNow = async (photoId: string, { actor }: CallContext) => {
    const { photo, report } = await foundPhoto(photoId, actor, deps, reading);
    const entry = entryOf(photo, report, actor, deps);
    if (entry === undefined) throw unknownPhoto();
    return entry;
  };

  const handle = async (photoId: string, command: PhotoCommand, context: CallContext) => {
    const { state } = await foundPhoto(photoId, context.actor, deps, reading);
    await photos.photos.handle(photoId, command, { ...context.meta, correlationId: state.reportId });
    return entryNow(photoId, context);
  };

  return {
    hidePhoto: action({
      rest: "POST /photos/:photoId/hide",
      summary: "隐藏照片: nobody sees it but the office, until it is shown again; it is kept",
      access: OFFICE,
      idempotent: true,
      input: z.strictObject({ ...which, ground: HidingGround, note: Note }),
      output: PhotoEntry,
      run: ({ photoId, ground, note }, context) =>
        handle(photoId, { type: "HidePhoto", ground, note, at: clock.now() }, context),
    }),
    showPhoto: action({
      rest: "POST /photos/:photoId/show",
      summary: "恢复照片: shows a hidden one again",
      access: OFFICE,
      idempotent: true,
      input: z.strictObject(which),
      output: PhotoEntry,
      run: ({ photoId }, context) => handle(photoId, { type: "ShowPhoto", at: clock.now() }, context),
    }),
    redactPhoto: action({
      rest: "PUT /photos/:photoId/redaction",
      summary: "涂黑: these boxes are black for everybody, instead of those before; none: nothing is",
      access: OFFICE,
      idempotent: true,
      input: z.strictObject({ ...which, boxes: z.array(Box).max(photos.rules.mostBoxes) }),
      output: PhotoEntry,
      run: async ({ photoId, boxes }, context) => {
        const { photo, report } = await foundPhoto(photoId, context.actor, deps, reading);
        await photos.redact(photo, report, boxes, { ...context.meta, correlationId: report.id });
        return entryNow(photoId, context);
      },
    }),
    photoOriginal: action({
      rest: "POST /photos/:photoId/original",
      summary: "查看原图: without black boxes, hidden or not, with a reason that the resident will read",
      access: ["clerk", "supervisor"],
      answers: [JPEG],
      input: z.strictObject({ ...which, reason: Reason }),
      output: BytesAnswer,
      run: async ({ photoId, reason }, context) => {
        const { photo, state, report } = await foundPhoto(photoId, context.actor, deps, reading);
        await reading.mustNotHandle(report.id, context.actor);
        // Only what is there is accounted for, and before it is answered.
        const bytes = await bytesOf({ photo, report }, state.content, "full", deps);
        await reading.account({ kind: "photo", reports: [report.id], photoId, fields: [] }, reason, context);
        return { ...bytes, cache: "none" as const };
      },
    }),
  };
};
